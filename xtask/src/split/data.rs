//! Which constants functions use: strings, tables of numbers, tables of methods.
//!
//! The linker says where each address came from (`--emit-relocs`): from which place in which function, or in which other
//! constant, and to which symbol. Only the program as it comes from the linker has that; the bindings change no address
//! and no function's name.

use std::collections::BTreeSet;
use std::ops::Range;

use anyhow::{Context, Result, bail, ensure};
use wasmparser::{
    DataKind, FunctionBody, KnownCustom, Linking, LinkingSectionReader, Operator, Parser, Payload,
    RelocAddendKind, RelocSectionReader, RelocationType, SymbolInfo,
};

use super::program::function_names;

/// The addresses of what functions use, directly or through other constants. `uses` is asked for a function's name.
///
/// Bytes of no symbol are used by everyone: nobody knows better. The places in the source that panics name are used by those
/// functions alone that report a panic: all others hand them on.
pub fn used(linked: &[u8], uses: impl Fn(&str) -> bool) -> Result<Vec<Range<u32>>> {
    let object = Object::read(linked)?;
    let mut used = BTreeSet::new();
    let mut open: Vec<usize> = vec![];
    let reports =
        object.names.iter().any(|name| uses(name) && REPORTERS.iter().any(|start| name.starts_with(start)));
    let is_needed = |symbol: &usize| reports || !object.is_location(*symbol);
    for (place, symbol) in &object.in_code {
        let function = object.bodies.partition_point(|body| body.end <= *place);
        if uses(&object.names[object.imported + function]) {
            open.extend(Some(*symbol).filter(is_needed));
        }
    }
    let mut starts: Vec<(Range<u32>, usize)> =
        object.symbols.iter().enumerate().filter_map(|(k, range)| Some((range.clone()?, k))).collect();
    starts.sort_by_key(|(range, _)| (range.start, range.end));
    while let Some(symbol) = open.pop() {
        let Some(range) = object.symbols[symbol].clone() else { continue };
        if used.insert((range.start, range.end)) {
            let inside = object.in_data.range((range.start, 0)..(range.end, 0));
            open.extend(inside.map(|(_, symbol)| *symbol).filter(is_needed));
        }
    }
    let mut end = 0;
    for (range, _) in &starts {
        if range.start > end {
            used.insert((end, range.start));
        }
        end = end.max(range.end);
    }
    used.insert((end, u32::MAX));
    Ok(used.into_iter().map(|(start, end)| start..end).collect())
}

/// What reports a panic: it begins with the first, and the last writes the message.
const REPORTERS: [&str; 3] =
    ["std::panicking::panic_with_hook", "console_error_panic_hook::hook", "<std::panic::PanicHookInfo as"];

/// What the linker says of a program.
#[derive(Default)]
struct Object {
    /// The name of every function, and how many are imported.
    names: Vec<String>,
    imported: usize,
    /// Where the functions' bodies stand in the section of code.
    bodies: Vec<Range<u32>>,
    /// The addresses of each symbol that is data.
    symbols: Vec<Option<Range<u32>>>,
    /// Places in the section of code where the address of a symbol stands.
    in_code: Vec<(u32, usize)>,
    /// Addresses at which the address of a symbol stands.
    in_data: BTreeSet<(u32, usize)>,
    /// The addresses of names of source files.
    files: BTreeSet<u32>,
}

impl Object {
    /// Whether a symbol is a `core::panic::Location`: the address of a file's name, its length, a line and a column.
    fn is_location(&self, symbol: usize) -> bool {
        let Some(range) = &self.symbols[symbol] else { return false };
        let mut inside = self.in_data.range((range.start, 0)..(range.end, 0));
        let first = inside.next().filter(|(place, _)| *place == range.start);
        let file = first.and_then(|(_, file)| self.symbols[*file].as_ref());
        range.len() == 16
            && inside.next().is_none()
            && file.is_some_and(|file| self.files.contains(&file.start))
    }

    fn read(linked: &[u8]) -> Result<Self> {
        let mut object = Self::default();
        let (mut code, mut data, mut segments, mut names) = (0, 0, vec![], None);
        let (mut links, mut places) = (None, vec![]);
        for payload in Parser::new(0).parse_all(linked) {
            match payload? {
                Payload::ImportSection(section) => object.imported = section.into_imports().count(),
                Payload::CodeSectionStart { range, .. } => code = range.start,
                Payload::CodeSectionEntry(body) => object.bodies.push(within(&body, code)?),
                Payload::DataSection(section) => {
                    data = section.range().start;
                    for segment in section {
                        segments.push(Segment::new(&segment?, data)?);
                    }
                }
                Payload::CustomSection(section) => match section.as_known() {
                    KnownCustom::Name(section) => names = Some(section),
                    KnownCustom::Linking(section) => links = Some(section),
                    KnownCustom::Reloc(section) => places.push(section),
                    _ => {}
                },
                _ => {}
            }
        }
        let functions = object.imported + object.bodies.len();
        object.names = function_names(names.context("a program without names")?, functions)?;
        object.symbols =
            symbols(links.context("a program without symbols: --emit-relocs is missing")?, &segments)?;
        ensure!(code > 0 && data > 0, "a program without code or data");
        for section in places {
            object.add(section, &segments)?;
        }
        let content = |range: &Range<u32>| {
            let segment = segments.iter().find(|segment| segment.addresses().contains(&range.start))?;
            let start = data + (segment.places.start + range.start - segment.address) as usize;
            linked.get(start..start + range.len())
        };
        let is_file = |range: &&Range<u32>| {
            content(range).is_some_and(|bytes| bytes.ends_with(b".rs\0") || bytes.ends_with(b".rs"))
        };
        object.files = object.symbols.iter().flatten().filter(is_file).map(|range| range.start).collect();
        ensure!(!object.in_code.is_empty(), "a program whose code uses no data");
        Ok(object)
    }

    /// Takes in where addresses stand in code, or in data.
    fn add(&mut self, section: RelocSectionReader, segments: &[Segment]) -> Result<()> {
        for entry in section.entries() {
            let entry = entry?;
            let symbol = entry.index as usize;
            match entry.ty {
                RelocationType::MemoryAddrLeb | RelocationType::MemoryAddrSleb => {
                    self.in_code.push((entry.offset, symbol));
                }
                RelocationType::MemoryAddrI32 => {
                    let within = segments.iter().find(|segment| segment.places.contains(&entry.offset));
                    let Some(segment) = within else { continue }; // of debug information
                    self.in_data.insert((segment.address + entry.offset - segment.places.start, symbol));
                }
                other => ensure!(
                    other.addend_kind() == RelocAddendKind::None,
                    "an address of a new form: {other:?}"
                ),
            }
        }
        Ok(())
    }
}

/// A row of constants: where it stands in the section of data, and at which address it will be.
struct Segment {
    places: Range<u32>,
    address: u32,
}

impl Segment {
    fn addresses(&self) -> Range<u32> {
        self.address..self.address + self.places.len() as u32
    }

    fn new(segment: &wasmparser::Data, section: usize) -> Result<Self> {
        let end = u32::try_from(segment.range.end - section)?;
        Ok(Self { places: end - u32::try_from(segment.data.len())?..end, address: address(segment)? })
    }
}

/// Where a row of constants begins in memory.
pub fn address(segment: &wasmparser::Data) -> Result<u32> {
    let DataKind::Active { memory_index: 0, offset_expr } = &segment.kind else {
        bail!("data of an unknown form")
    };
    match offset_expr.get_operators_reader().read()? {
        Operator::I32Const { value } => Ok(value as u32),
        other => bail!("data at no fixed address: {other:?}"),
    }
}

fn within(body: &FunctionBody, section: usize) -> Result<Range<u32>> {
    let range = body.range();
    Ok((range.start - section).try_into()?..(range.end - section).try_into()?)
}

fn symbols(links: LinkingSectionReader, segments: &[Segment]) -> Result<Vec<Option<Range<u32>>>> {
    let mut symbols = vec![];
    for part in links.subsections() {
        let table = match part? {
            Linking::SymbolTable(table) => table,
            Linking::SegmentInfo(segments) => {
                let first = segments.into_iter().next().context("a program without data")??;
                ensure!(
                    first.name.starts_with(".rodata"),
                    "the first data are no constants, but {}",
                    first.name
                );
                continue;
            }
            _ => continue,
        };
        for symbol in table {
            let SymbolInfo::Data { symbol: Some(place), .. } = symbol? else {
                symbols.push(None);
                continue;
            };
            let segment = segments.get(place.index as usize).context("a symbol in no segment")?;
            let start = segment.address + place.offset;
            symbols.push(Some(start..start + place.size));
        }
    }
    Ok(symbols)
}
