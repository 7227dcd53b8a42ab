//! Lines of text, split into fields.

use csv_core::{ReadRecordResult, Reader, ReaderBuilder};

use super::MAX_N;
use super::error::{Problem, ReadError};

/// A name and one number for each neuron.
const MAX_FIELDS: usize = MAX_N + 1;
/// Lines after which it is told how far the table is read: some 30 ms in a browser.
const TOLD_EVERY: usize = 1 << 16;
/// The share of the time of a long list in which its lines are read; then its entries are sorted.
const PARSED: f64 = 0.7;

/// How NetworkX begins what it knows of an edge: `{'color': 'red', 'weight': 0.5}`.
const KNOWN: &str = "{'";

/// What stands between fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Separator {
    Semicolon,
    Tab,
    Comma,
    Bar,
    /// Any run of blanks.
    Space,
}

impl Separator {
    fn byte(self) -> u8 {
        SEPARATORS.iter().find(|(_, separator)| *separator == self).map_or(b' ', |(byte, _)| *byte)
    }
}

/// Separators in the order in which they are looked for.
const SEPARATORS: [(u8, Separator); 4] =
    [(b';', Separator::Semicolon), (b'\t', Separator::Tab), (b',', Separator::Comma), (b'|', Separator::Bar)];

/// Reads one line after another. Empty lines are passed over, and so are comments: lines that begin with `#` or `%`, but
/// not with what spreadsheets write for a number that is missing. Behind the first line of content these signs need a
/// blank behind them: `#1` may be a neuron's name. A first line `sep=;`, which tells Excel what the separator is, is
/// passed over, too, and so is one with a title and nothing else. Fields may be quoted (RFC 4180; between blanks, on one
/// line and without quotes in them).
pub(super) struct Table<'a> {
    text: &'a str,
    /// Where the next line begins, and its number from 1.
    at: usize,
    line: usize,
    pub(super) separator: Separator,
    /// Whether a third field that begins with [`KNOWN`] is a line's last, whatever stands in it.
    pub(super) of_edges: bool,
    csv: Reader,
    /// The fields of the current line, one behind the other, and where each ends.
    fields: Vec<u8>,
    ends: Vec<usize>,
    /// How many lines had content, and who is told from time to time how far it is.
    rows: usize,
    tell: Option<&'a mut dyn FnMut(f64)>,
}

/// One line.
#[derive(Clone, Copy)]
pub(super) struct Row<'a> {
    /// Its number, from 1.
    pub(super) line: usize,
    fields: &'a [u8],
    ends: &'a [usize],
}

impl<'a> Table<'a> {
    /// A table over `text`; the first line with several fields decides what the separator is.
    pub(super) fn new(text: &'a str) -> Table<'a> {
        let mut table = Table::of_words(text);
        table.pass_over();
        let first = table.content();
        let quoted = usize::from(first.starts_with('"'));
        table.separator = separator(&text[table.at..]);
        if let (Some(given), true) = (first[quoted..].strip_prefix("sep="), first.len() == 5 + 2 * quoted) {
            table.separator = separator(given);
            table.go_on();
        } else {
            table.pass_over_title(first);
        }
        if table.separator != Separator::Space {
            table.csv = ReaderBuilder::new().delimiter(table.separator.byte()).build();
        }
        table
    }

    /// Passes over a title: a first line with text in its first field only, before a line with several fields.
    fn pass_over_title(&mut self, first: &str) {
        let (at, line) = (self.at, self.line);
        self.go_on();
        let of_next = separator(&self.text[self.at..]);
        let separates = |byte: &u8| *byte == of_next.byte();
        let (first, next) = (first.as_bytes(), self.content().as_bytes());
        let (title, behind) = first.split_at(first.iter().position(separates).unwrap_or(first.len()));
        // What begins with a quotation mark may go on in the next line.
        let is_text = title.iter().any(u8::is_ascii_alphabetic) && !title.contains(&b'"');
        if is_text && behind.iter().all(separates) && next.iter().any(separates) {
            self.separator = of_next;
        } else {
            (self.at, self.line) = (at, line);
        }
    }

    /// A table over `text`, whose fields have blanks between them.
    pub(super) fn of_words(text: &'a str) -> Table<'a> {
        Table {
            text,
            at: 0,
            line: 1,
            separator: Separator::Space,
            of_edges: false,
            csv: Reader::new(),
            fields: vec![0; 1024],
            ends: vec![0; MAX_FIELDS + 1],
            rows: 0,
            tell: None,
        }
    }

    /// The same table, which tells what share of it is read.
    pub(super) fn telling(self, tell: &'a mut dyn FnMut(f64)) -> Table<'a> {
        Table { tell: Some(tell), ..self }
    }

    /// The next line that has content, or `None` at the end.
    pub(super) fn next(&mut self) -> Result<Option<Row<'_>>, ReadError> {
        self.pass_over();
        let (at, line) = (self.at, self.line);
        if at == self.text.len() {
            return Ok(None);
        }
        self.rows += 1;
        if let (true, Some(tell)) = (self.rows.is_multiple_of(TOLD_EVERY), &mut self.tell) {
            tell(PARSED * at as f64 / self.text.len() as f64);
        }
        let fields = match self.separator {
            Separator::Space => self.split_at_blanks(),
            _ => self.split_at_separators(),
        };
        let Some(mut fields) = fields.filter(|count| *count <= MAX_FIELDS) else {
            return Err(Problem::TooManyFields.in_line(line));
        };
        if self.of_edges && fields > 3 && self.fields[self.ends[1]..].starts_with(KNOWN.as_bytes()) {
            self.ends[2] = self.ends[fields - 1];
            fields = 3;
        }
        // A field that is opened and never closed takes in all that comes behind it.
        let quotes = self.text[at..self.at].bytes().filter(|byte| *byte == b'"').count();
        if quotes % 2 == 1 && (self.at == self.text.len() || self.separator == Separator::Space) {
            return Err(Problem::OpenQuote.in_line(line));
        }
        self.line += (at..self.at).filter(|k| self.ends_line(*k)).count();
        Ok(Some(Row { line, fields: &self.fields, ends: &self.ends[..fields] }))
    }

    /// Goes to the next line that has content.
    fn pass_over(&mut self) {
        while self.at < self.text.len() && self.has_no_content() {
            self.leave();
        }
    }

    /// Whether the line is empty or a comment.
    fn has_no_content(&self) -> bool {
        let content = self.content();
        match content.as_bytes() {
            [] => true,
            [b'#' | b'%', said @ ..] => {
                let next = said.iter().find(|byte| !matches!(byte, b'#' | b'%'));
                self.rows == 0 && !is_missing(content) || next.is_none_or(u8::is_ascii_whitespace)
            }
            _ => false,
        }
    }

    /// Leaves the line, and goes to the next one that has content.
    fn go_on(&mut self) {
        if self.at < self.text.len() {
            self.leave();
            self.pass_over();
        }
    }

    /// Leaves the line.
    fn leave(&mut self) {
        let end = self.rest_of_line();
        self.line += usize::from(self.ends_line(end - 1));
        self.at = end;
    }

    /// The line, without blanks around it.
    fn content(&self) -> &'a str {
        self.text[self.at..self.rest_of_line()].trim_ascii()
    }

    /// Where the current line ends, behind what ends it.
    fn rest_of_line(&self) -> usize {
        let end = (self.at..self.text.len()).find(|k| self.ends_line(*k));
        end.map_or(self.text.len(), |end| end + 1)
    }

    /// Whether byte `k` is the last of a line: `\n`, or a `\r` that no `\n` follows.
    fn ends_line(&self, k: usize) -> bool {
        let text = self.text.as_bytes();
        text[k] == b'\n' || (text[k] == b'\r' && text.get(k + 1) != Some(&b'\n'))
    }

    /// Fills `fields` and `ends`; the number of fields, or `None` when there are too many. A field may be quoted, as R
    /// writes names, and one that begins with a brace is the line's last.
    fn split_at_blanks(&mut self) -> Option<usize> {
        let mut rest = self.content();
        self.at = self.rest_of_line();
        self.fields.clear();
        let mut count = 0;
        while !rest.is_empty() {
            let bytes = rest.as_bytes();
            let until = |ends: fn(&u8) -> bool| bytes.iter().skip(1).position(ends).map(|end| end + 1);
            // Where the field begins and ends, and where the next may begin.
            let (begin, end, next) = match (bytes[0], until(|byte| *byte == b'"')) {
                (b'"', Some(end)) => (1, end, end + 1),
                (b'{', _) => (0, rest.len(), rest.len()),
                _ => until(u8::is_ascii_whitespace).map_or((0, rest.len(), rest.len()), |end| (0, end, end)),
            };
            let (field, behind) = (&rest[begin..end], &rest[next..]);
            self.fields.extend_from_slice(field.as_bytes());
            *self.ends.get_mut(count)? = self.fields.len();
            count += 1;
            rest = behind.trim_ascii_start();
        }
        Some(count)
    }

    /// Like [`Self::split_at_blanks`], with quotes. A quoted field may go over several lines.
    fn split_at_separators(&mut self) -> Option<usize> {
        let (mut length, mut count) = (0, 0);
        loop {
            let rest = &self.text.as_bytes()[self.at..];
            let (result, read, written, ended) =
                self.csv.read_record(rest, &mut self.fields[length..], &mut self.ends[count..]);
            self.at += read;
            length += written;
            count += ended;
            match result {
                // The text is exhausted; called once more, the reader closes the record.
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputFull => self.fields.resize(2 * self.fields.len(), 0),
                ReadRecordResult::OutputEndsFull => return None,
                ReadRecordResult::Record | ReadRecordResult::End => return Some(count),
            }
        }
    }
}

impl<'a> Row<'a> {
    /// Number of fields.
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// Field `k` (from 0) without blanks around it; nothing where the row is shorter.
    pub(super) fn get(&self, k: usize) -> &'a str {
        let Some(end) = self.ends.get(k) else { return "" };
        let start = if k == 0 { 0 } else { self.ends[k - 1] };
        // Text is cut at ASCII characters only, so every piece of it is still text.
        std::str::from_utf8(self.fields[start..*end].trim_ascii()).unwrap_or_default()
    }

    /// The fields in their order.
    pub(super) fn iter(&self) -> impl Iterator<Item = &'a str> {
        let row = *self;
        (0..row.len()).map(move |k| row.get(k))
    }
}

/// Whether a line begins with what Excel writes for a number that is missing, in any language: `#DIV/0!`, `#N/A`, `#WERT!`.
fn is_missing(line: &str) -> bool {
    let end = line.find([' ', '\t', ',', ';', '|']).unwrap_or(line.len());
    line[..end].ends_with(['!', '?']) || matches!(&line[..end], "#N/A" | "#NV")
}

/// The first of [`SEPARATORS`] that is in the first line of `text` outside quotes and before [`KNOWN`], or blanks.
fn separator(text: &str) -> Separator {
    let (mut quoted, mut found) = (false, SEPARATORS.len());
    for (k, byte) in text.bytes().enumerate() {
        match byte {
            b'"' => quoted = !quoted,
            _ if quoted => {}
            b'\n' | b'\r' => break,
            b'\'' if k > 0 && text.as_bytes()[k - 1] == b'{' => break,
            _ => {
                let place = SEPARATORS.iter().position(|(separator, _)| *separator == byte);
                found = found.min(place.unwrap_or(found));
            }
        }
    }
    SEPARATORS.get(found).map_or(Separator::Space, |(_, separator)| *separator)
}
