//! Lines of text, split into fields.

use csv_core::{ReadRecordResult, Reader, ReaderBuilder};

use super::MAX_N;
use super::error::{Problem, ReadError};

/// A name and one number for each neuron.
const MAX_FIELDS: usize = MAX_N + 1;

/// What stands between fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Separator {
    Semicolon,
    Tab,
    Comma,
    /// Any run of blanks.
    Space,
}

/// Reads one line after another. Empty lines are passed over, and so are comments: lines that
/// begin with `#` or `%`. With another separator than blanks, fields may be quoted (RFC 4180).
pub(super) struct Table<'a> {
    text: &'a str,
    /// Where the next line begins, and its number from 1.
    at: usize,
    line: usize,
    pub(super) separator: Separator,
    csv: Reader,
    /// The fields of the current line, one behind the other, and where each ends.
    fields: Vec<u8>,
    ends: Vec<usize>,
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
    /// A table over `text`; the first line decides what the separator is.
    pub(super) fn new(text: &'a str) -> Table<'a> {
        let mut table = Table::of_words(text);
        table.pass_over();
        table.separator = separator(&text.as_bytes()[table.at..]);
        let delimiter = match table.separator {
            Separator::Semicolon => b';',
            Separator::Tab => b'\t',
            Separator::Comma => b',',
            Separator::Space => return table,
        };
        table.csv = ReaderBuilder::new().delimiter(delimiter).build();
        table
    }

    /// A table over `text`, whose fields have blanks between them.
    pub(super) fn of_words(text: &'a str) -> Table<'a> {
        Table {
            text,
            at: 0,
            line: 1,
            separator: Separator::Space,
            csv: Reader::new(),
            fields: vec![0; 1024],
            ends: vec![0; MAX_FIELDS + 1],
        }
    }

    /// The next line that has content, or `None` at the end.
    pub(super) fn next(&mut self) -> Result<Option<Row<'_>>, ReadError> {
        self.pass_over();
        let (at, line) = (self.at, self.line);
        if at == self.text.len() {
            return Ok(None);
        }
        let fields = match self.separator {
            Separator::Space => self.split_at_blanks(),
            _ => self.split_at_separators(),
        };
        let Some(fields) = fields.filter(|count| *count <= MAX_FIELDS) else {
            return Err(Problem::TooManyFields.in_line(line));
        };
        self.line += (at..self.at).filter(|k| self.ends_line(*k)).count();
        Ok(Some(Row { line, fields: &self.fields, ends: &self.ends[..fields] }))
    }

    /// Goes to the next line that has content.
    fn pass_over(&mut self) {
        while self.at < self.text.len() {
            let line = self.rest_of_line();
            let content = self.text.as_bytes()[self.at..line].trim_ascii_start();
            if !matches!(content, [] | [b'#' | b'%', ..]) {
                break;
            }
            self.line += usize::from(self.ends_line(line - 1));
            self.at = line;
        }
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

    /// Fills `fields` and `ends`; the number of fields, or `None` when there are too many.
    fn split_at_blanks(&mut self) -> Option<usize> {
        let line = self.rest_of_line();
        self.fields.clear();
        let mut count = 0;
        for field in self.text[self.at..line].split_ascii_whitespace() {
            self.fields.extend_from_slice(field.as_bytes());
            *self.ends.get_mut(count)? = self.fields.len();
            count += 1;
        }
        self.at = line;
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

/// The first of semicolon, tab and comma that is in the first line outside quotes, or blanks.
fn separator(text: &[u8]) -> Separator {
    let mut quoted = false;
    let mut found = Separator::Space;
    for byte in text {
        match byte {
            b'"' => quoted = !quoted,
            _ if quoted => {}
            b'\n' | b'\r' => break,
            b';' => return Separator::Semicolon,
            b'\t' => found = Separator::Tab,
            b',' if found == Separator::Space => found = Separator::Comma,
            _ => {}
        }
    }
    found
}
