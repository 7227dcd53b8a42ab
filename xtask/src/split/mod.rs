//! A program in two: what the first screen needs, and the rest, which is loaded when that screen is there.
//!
//! The whole program is compiled and linked as one. Then its functions are dealt out to two modules that share memory,
//! table and globals. Where the first module needs a function of the other, it has a *stub*: that asks the page for the
//! rest, unless the rest is there, and calls the function through the table. So every call comes to the same function
//! with the same arguments as in the whole program, wherever the cut is made; a bad cut costs time and nothing else.
//!
//! What is put off is said by a list of names (`later.txt`), which is made by watching the first screen
//! (`cargo xtask later`). A function that is not in the list is in the first module.
//!
//! Binaryen's `wasm-split` does the same by other means, but comes with no registry that the project uses.

mod data;
mod list;
mod program;
pub mod short;
mod watch;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use anyhow::{Context, Result};
use wasm_encoder::reencode::{Error, Reencode};
use wasm_encoder::{
    CodeSection, ConstExpr, CustomSection, DataSection, ElementSection, Elements, EntityType, ExportKind,
    ExportSection, Function, FunctionSection, GlobalSection, GlobalType, ImportSection, MemorySection,
    Module, StartSection, TableSection, TypeSection, ValType,
};
use wasmparser::{ExternalKind, Import};

pub use list::PutOff;
pub use program::Program;
pub use watch::watched;

/// The later module has copies of functions of the first that are so short, in bytes: to share one takes as many.
const SHORT: usize = 70;

/// The page's function that loads the rest, as the bindings call it before a hash (`src/web/later.rs`).
const LOAD: &str = "__wbg_loadLater_";

/// What the rest calls the first module where it imports from it.
const FIRST: &str = "first";

/// The two modules of a program.
pub struct Parts {
    pub first: Vec<u8>,
    pub later: Vec<u8>,
}

/// Deals the functions of a program out: those whose names are `put_off` go into the later module, which will have
/// the name `file`.
///
/// `linked` is the program as it came from the linker, before its bindings were made. Constants that only later functions
/// use are put off, too.
pub fn split(linked: &[u8], program: &Program, put_off: impl Fn(&str) -> bool, file: &str) -> Result<Parts> {
    let used = data::used(linked, |name| !put_off(name))?;
    let is_later = |function: &u32| put_off(&program.names[*function as usize]);
    let (mut later, mut first): (Vec<_>, Vec<_>) = program.defined().partition(is_later);
    in_order(program, &mut first);
    in_order(program, &mut later);
    let cut = Cut::new(program, first, later, used)?;
    Ok(Parts { first: cut.first_module(file)?, later: cut.later_module()? })
}

/// A program in one piece, with its functions in the same order.
pub fn whole(program: &Program) -> Result<Vec<u8>> {
    let mut all: Vec<u32> = program.defined().collect();
    in_order(program, &mut all);
    let everything = 0..u32::MAX;
    Cut::new(program, all, vec![], Vec::from([everything]))?.first_module("")
}

/// Packing finds what is alike where it stands close together.
fn in_order(program: &Program, functions: &mut [u32]) {
    functions.sort_by_cached_key(|function| {
        let bytes = program.body(*function).map(|body| body.as_bytes());
        (program.functions[*function as usize], bytes)
    });
}

/// Where a program is cut.
struct Cut<'a> {
    program: &'a Program<'a>,
    first: Vec<u32>,
    later: Vec<u32>,
    /// The addresses of the constants that the first module uses.
    used: Vec<Range<u32>>,
    /// The functions of the later module that the first one needs, each with its slots in the table.
    stubs: BTreeMap<u32, Vec<u32>>,
    /// The functions of the first module, and imported ones, that the later one needs.
    shared: Vec<u32>,
    /// The table's functions, and how many slots it has.
    table: (u32, u64),
    /// The type of a function without parameters and results.
    plain: u32,
    /// The imported function that loads the rest.
    load: u32,
}

impl<'a> Cut<'a> {
    fn new(
        program: &'a Program<'a>,
        first: Vec<u32>,
        later: Vec<u32>,
        used: Vec<Range<u32>>,
    ) -> Result<Self> {
        let is_later: BTreeSet<u32> = later.iter().copied().collect();
        let mut stubs: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
        for (start, functions) in &program.segments {
            for (slot, function) in (*start..).zip(functions) {
                if is_later.contains(function) {
                    stubs.entry(*function).or_default().push(slot);
                }
            }
        }
        let exported = program.exports.iter().filter(|export| export.kind == ExternalKind::Func);
        let mut needed: Vec<u32> = exported.map(|export| export.index).collect();
        for function in &first {
            needed.extend(program.callees(*function)?);
        }
        let mut table = program.table()?;
        for function in needed.into_iter().filter(|function| is_later.contains(function)) {
            let slots = stubs.entry(function).or_default();
            if slots.is_empty() {
                slots.push(table.1.try_into()?);
                table.1 += 1;
            }
        }
        let (mut shared, mut all) = (vec![], later.clone());
        let mut has: BTreeSet<u32> = is_later;
        for k in 0usize.. {
            let Some(function) = all.get(k) else { break };
            for callee in program.callees(*function)? {
                if has.insert(callee) {
                    let is_short = program.body(callee).is_some_and(|body| body.range().len() <= SHORT);
                    if is_short { &mut all } else { &mut shared }.push(callee);
                }
            }
        }
        // In the order that they have in the first module.
        let places: BTreeMap<u32, usize> = first.iter().copied().zip(0..).collect();
        shared.sort_by_key(|function| places.get(function));
        let is_plain = |kind: &wasmparser::FuncType| kind.params().is_empty() && kind.results().is_empty();
        let plain = program.types.iter().position(is_plain).context("a program without plain functions")?;
        let load = program.imports.iter().position(|import| import.name.starts_with(LOAD));
        let load = load.with_context(|| format!("the program does not import {LOAD}"))?;
        Ok(Self {
            program,
            first,
            later: all,
            used,
            stubs,
            shared,
            table,
            plain: plain.try_into()?,
            load: load.try_into()?,
        })
    }

    /// The global that says whether the rest is there: the first after the program's own.
    fn is_there(&self) -> u32 {
        self.program.globals.count()
    }

    fn first_module(&self, file: &str) -> Result<Vec<u8>> {
        let program = self.program;
        let imported = program.imports.len() as u32;
        let order = (0..imported).chain(self.first.iter().copied()).chain(self.stubs.keys().copied());
        let mut new = Renumbering::new(program, order);
        let ask = imported + (self.first.len() + self.stubs.len()) as u32;

        let mut imports = ImportSection::new();
        for (import, name) in program.imports.iter().zip(short::names(program)) {
            new.parse_import(&mut imports, Import { module: short::MODULE, name: &name, ty: import.ty })?;
        }
        let (mut functions, mut code) = (FunctionSection::new(), CodeSection::new());
        for function in &self.first {
            functions.function(program.functions[*function as usize]);
            new.parse_function_body(&mut code, program.body(*function).context("no body")?.clone())?;
        }
        for (function, slots) in &self.stubs {
            functions.function(program.functions[*function as usize]);
            code.function(&self.stub(*function, slots[0], ask));
        }
        functions.function(self.plain);
        code.function(&self.ask());

        let mut tables = TableSection::new();
        for (index, table) in (0..).zip(program.tables.clone()) {
            let mut table = table?;
            if index == self.table.0 {
                table.ty.initial = self.table.1;
                table.ty.maximum = table.ty.maximum.map(|most| most.max(self.table.1));
            }
            new.parse_table(&mut tables, table)?;
        }
        let mut memories = MemorySection::new();
        new.parse_memory_section(&mut memories, program.memories.clone())?;
        let mut globals = GlobalSection::new();
        new.parse_global_section(&mut globals, program.globals.clone())?;
        globals.global(number(), &ConstExpr::i32_const(0));

        let mut exports = ExportSection::new();
        for export in &program.exports {
            new.parse_export(&mut exports, *export)?;
        }
        for (name, kind, index) in self.handed_over()? {
            let index = if kind == ExportKind::Func { new.function_index(index)? } else { index };
            exports.export(&name, kind, index);
        }
        let mut elements = ElementSection::new();
        for (start, row) in &program.segments {
            let row =
                row.iter().map(|function| new.function_index(*function)).collect::<Result<Vec<_>, _>>()?;
            let start = ConstExpr::i32_const(*start as i32);
            elements.active(self.table_index(), &start, Elements::Functions(row.into()));
        }
        let data = self.data(true)?;

        let mut module = Module::new();
        module.section(&self.types(&mut new)?).section(&imports).section(&functions).section(&tables);
        module
            .section(&memories)
            .section(&globals)
            .section(&exports)
            .section(&elements)
            .section(&code)
            .section(&data);
        module.section(&CustomSection { name: "later".into(), data: file.as_bytes().into() });
        Ok(module.finish())
    }

    fn later_module(&self) -> Result<Vec<u8>> {
        let program = self.program;
        let mut new = Renumbering::new(program, self.shared.iter().chain(&self.later).copied());
        let mut imports = ImportSection::new();
        for (name, kind, index) in self.handed_over()? {
            imports.import(FIRST, &name, self.kind_of(&mut new, kind, index)?);
        }
        let (mut functions, mut code) = (FunctionSection::new(), CodeSection::new());
        for function in &self.later {
            functions.function(program.functions[*function as usize]);
            new.parse_function_body(&mut code, program.body(*function).context("no body")?.clone())?;
        }
        functions.function(self.plain);
        let mut start = Function::new([]);
        start.instructions().i32_const(1).global_set(self.is_there()).end();
        code.function(&start);
        let start = StartSection { function_index: (self.shared.len() + self.later.len()) as u32 };

        let mut elements = ElementSection::new();
        for (slot, row) in self.rows() {
            let row =
                row.iter().map(|function| new.function_index(*function)).collect::<Result<Vec<_>, _>>()?;
            elements.active(
                self.table_index(),
                &ConstExpr::i32_const(slot as i32),
                Elements::Functions(row.into()),
            );
        }
        let mut module = Module::new();
        module.section(&self.types(&mut new)?).section(&imports).section(&functions);
        module.section(&start).section(&elements).section(&code).section(&self.data(false)?);
        Ok(module.finish())
    }

    /// What stands for a function of the later module in the first.
    fn stub(&self, function: u32, slot: u32, ask: u32) -> Function {
        let kind = self.program.functions[function as usize];
        let mut stub = Function::new([]);
        stub.instructions().call(ask);
        for parameter in 0..self.program.types[kind as usize].params().len() {
            stub.instructions().local_get(parameter as u32);
        }
        stub.instructions().i32_const(slot as i32).call_indirect(self.table.0, kind).end();
        stub
    }

    /// Asks for the rest, unless it is there.
    fn ask(&self) -> Function {
        let mut ask = Function::new([]);
        ask.instructions().global_get(self.is_there()).i32_eqz().if_(wasm_encoder::BlockType::Empty);
        ask.instructions().call(self.load).end().end();
        ask
    }

    /// What the later module has from the first: name, kind and index in the whole program.
    fn handed_over(&self) -> Result<Vec<(String, ExportKind, u32)>> {
        let all = |kind, count: u32| (0..count).map(move |index| (kind, index));
        let parts = (self.shared.iter().map(|function| (ExportKind::Func, *function)))
            .chain(all(ExportKind::Memory, self.program.memories.count()))
            .chain(all(ExportKind::Table, self.program.tables.count()))
            .chain(all(ExportKind::Global, self.is_there() + 1));
        Ok((0..).zip(parts).map(|(number, (kind, index))| (short::name(number), kind, index)).collect())
    }

    fn kind_of(&self, new: &mut Renumbering, kind: ExportKind, index: u32) -> Result<EntityType> {
        let at = index as usize;
        Ok(match kind {
            ExportKind::Func => EntityType::Function(self.program.functions[at]),
            ExportKind::Memory => {
                let memory = self.program.memories.clone().into_iter().nth(at).context("no memory")??;
                EntityType::Memory(new.memory_type(memory)?)
            }
            ExportKind::Table => {
                let mut table = self.program.tables.clone().into_iter().nth(at).context("no table")??.ty;
                if index == self.table.0 {
                    table.initial = self.table.1;
                    table.maximum = table.maximum.map(|most| most.max(self.table.1));
                }
                EntityType::Table(new.table_type(table)?)
            }
            _ => match self.program.globals.clone().into_iter().nth(at) {
                Some(global) => EntityType::Global(new.global_type(global?.ty)?),
                None => EntityType::Global(number()),
            },
        })
    }

    /// The later module's part of the table, in rows of slots that follow each other.
    fn rows(&self) -> Vec<(u32, Vec<u32>)> {
        let slots: BTreeMap<u32, u32> = self
            .stubs
            .iter()
            .flat_map(|(function, slots)| slots.iter().map(|slot| (*slot, *function)))
            .collect();
        let mut rows: Vec<(u32, Vec<u32>)> = vec![];
        for (slot, function) in slots {
            match rows.last_mut() {
                Some((start, row)) if *start + row.len() as u32 == slot => row.push(function),
                _ => rows.push((slot, vec![function])),
            }
        }
        rows
    }

    /// The data of one of the modules. What the later one has is never written to, so it may come again.
    fn data(&self, first: bool) -> Result<DataSection> {
        let mut data = DataSection::new();
        for (number, segment) in self.program.data.clone().into_iter().enumerate() {
            let segment = segment?;
            let (address, end) = (data::address(&segment)?, segment.data.len());
            // Only the first segment is of constants (`data::used` sees to it); what may change is there from the beginning.
            let mut is_first = vec![number > 0; end];
            for range in &self.used {
                let place = |at: u32| (at.saturating_sub(address) as usize).min(end);
                is_first[place(range.start)..place(range.end)].fill(true);
            }
            for row in pieces(&is_first, first) {
                let mut bytes = segment.data[row.clone()].to_vec();
                // Nothing in a gap is needed yet, and nothing packs better.
                let gap =
                    bytes.iter_mut().zip(&is_first[row.clone()]).filter(|(_, is_first)| first && !**is_first);
                gap.for_each(|(byte, _)| *byte = 0);
                data.active(0, &ConstExpr::i32_const((address as usize + row.start) as i32), bytes);
            }
        }
        Ok(data)
    }

    fn types(&self, new: &mut Renumbering) -> Result<TypeSection> {
        let mut types = TypeSection::new();
        for kind in &self.program.types {
            types.ty().func_type(&new.func_type(kind.clone())?);
        }
        Ok(types)
    }

    /// As the encoding has it: none is the first.
    fn table_index(&self) -> Option<u32> {
        Some(self.table.0).filter(|table| *table > 0)
    }
}

/// A new piece takes about so many bytes itself.
const GAP: usize = 8;

/// Where there are bytes of the wanted kind. A short gap is no reason for a new piece.
fn pieces(kinds: &[bool], wanted: bool) -> Vec<Range<usize>> {
    let mut pieces: Vec<Range<usize>> = vec![];
    for (place, _) in kinds.iter().enumerate().filter(|(_, kind)| **kind == wanted) {
        match pieces.last_mut() {
            Some(last) if place - last.end <= GAP => last.end = place + 1,
            _ => pieces.push(place..place + 1),
        }
    }
    pieces
}

/// A number that may change.
fn number() -> GlobalType {
    GlobalType { val_type: ValType::I32, mutable: true, shared: false }
}

/// Where the functions of the whole program stand in one of the modules.
struct Renumbering(Vec<Option<u32>>);

impl Renumbering {
    fn new(program: &Program, order: impl Iterator<Item = u32>) -> Self {
        let mut new = vec![None; program.functions.len()];
        for (place, function) in order.enumerate() {
            new[function as usize] = Some(place as u32);
        }
        Self(new)
    }
}

/// A function that is used where it is not: the cut is wrong.
#[derive(Debug, thiserror::Error)]
#[error("function {0} is used and is not there")]
struct Missing(u32);

impl Reencode for Renumbering {
    type Error = Missing;

    fn function_index(&mut self, function: u32) -> Result<u32, Error<Missing>> {
        self.0[function as usize].ok_or(Error::UserError(Missing(function)))
    }
}

#[cfg(test)]
mod tests {
    //! Strategy: a small program, cut everywhere: both modules are valid, and the later one finds all it needs in the first.
    use super::*;
    use wasm_encoder::{NameMap, NameSection};
    use wasmparser::{Parser, Payload, validate};

    /// `run` calls `far`, which is in the table, too; that calls `near` and `long`.
    fn program() -> Vec<u8> {
        let (mut types, mut imports, mut functions) =
            (TypeSection::new(), ImportSection::new(), FunctionSection::new());
        types.ty().function([], []);
        types.ty().function([ValType::I32], [ValType::I32]);
        imports.import("./noise_prune_bg.js", "__wbg_loadLater_0", EntityType::Function(0));
        let mut code = CodeSection::new();
        let mut add = |calls: &[u32], length: usize| {
            functions.function(1);
            let mut body = Function::new([]);
            body.instructions().local_get(0);
            for call in calls {
                body.instructions().call(*call);
            }
            for _ in 0..length {
                body.instructions().nop();
            }
            body.instructions().end();
            code.function(&body);
        };
        add(&[2], 0);
        add(&[3, 4], 0);
        add(&[], 0);
        add(&[], 2 * SHORT);
        let (mut tables, mut memories, mut globals) =
            (TableSection::new(), MemorySection::new(), GlobalSection::new());
        let kind = wasm_encoder::TableType {
            element_type: wasm_encoder::RefType::FUNCREF,
            table64: false,
            minimum: 3,
            maximum: Some(3),
            shared: false,
        };
        tables.table(kind);
        let kind = wasm_encoder::MemoryType {
            minimum: 1,
            maximum: None,
            memory64: false,
            shared: false,
            page_size_log2: None,
        };
        memories.memory(kind);
        globals.global(number(), &ConstExpr::i32_const(7));
        let (mut exports, mut elements, mut data) =
            (ExportSection::new(), ElementSection::new(), DataSection::new());
        exports.export("run", ExportKind::Func, 1);
        elements.active(None, &ConstExpr::i32_const(1), Elements::Functions([2, 3].as_slice().into()));
        data.active(0, &ConstExpr::i32_const(100), *b"constants, and what nobody reads");
        let mut names = NameMap::new();
        ["load", "app::run", "app::far", "app::near", "app::long"]
            .iter()
            .zip(0..)
            .for_each(|(name, k)| names.append(k, name));
        let mut section = NameSection::new();
        section.functions(&names);
        let mut module = Module::new();
        module.section(&types).section(&imports).section(&functions).section(&tables).section(&memories);
        module
            .section(&globals)
            .section(&exports)
            .section(&elements)
            .section(&code)
            .section(&data)
            .section(&section);
        module.finish()
    }

    /// The functions with bodies of a module, and its slots of the table that are filled.
    fn content(module: &[u8]) -> (usize, usize) {
        let (mut bodies, mut slots) = (0, 0);
        for payload in Parser::new(0).parse_all(module) {
            match payload.unwrap() {
                Payload::CodeSectionEntry(_) => bodies += 1,
                Payload::ElementSection(section) => {
                    for element in section {
                        if let wasmparser::ElementItems::Functions(row) = element.unwrap().items {
                            slots += row.count() as usize;
                        }
                    }
                }
                _ => {}
            }
        }
        (bodies, slots)
    }

    #[test]
    fn wherever_it_is_cut_both_modules_are_whole() {
        let wasm = program();
        let program = Program::read(&wasm).unwrap();
        for chosen in 0..1_u32 << 4 {
            let is_later = |function: &u32| chosen & 1 << (function - 1) != 0;
            let (later, first): (Vec<_>, Vec<_>) = program.defined().partition(is_later);
            let cut = Cut::new(&program, first, later, vec![0..109, 120..u32::MAX]).unwrap();
            let (first, later) = (cut.first_module("later.wasm").unwrap(), cut.later_module().unwrap());
            validate(&first).unwrap_or_else(|error| panic!("{chosen:b}: {error}"));
            validate(&later).unwrap_or_else(|error| panic!("{chosen:b}: {error}"));
            let exports: BTreeMap<String, ExternalKind> = Parser::new(0)
                .parse_all(&first)
                .filter_map(|payload| match payload.unwrap() {
                    Payload::ExportSection(section) => Some(section.into_iter().map(Result::unwrap)),
                    _ => None,
                })
                .flatten()
                .map(|export| (export.name.to_string(), export.kind))
                .collect();
            assert!(exports.contains_key("run"), "{chosen:b}");
            for payload in Parser::new(0).parse_all(&later) {
                let Payload::ImportSection(section) = payload.unwrap() else { continue };
                for import in section.into_imports().map(Result::unwrap) {
                    assert!(
                        import.module == FIRST && exports.contains_key(import.name),
                        "{chosen:b}: {}",
                        import.name
                    );
                }
            }
        }
    }

    #[test]
    fn what_is_put_off_leaves_a_stub_and_comes_to_its_slots() {
        let wasm = program();
        let program = Program::read(&wasm).unwrap();
        let cut = Cut::new(&program, vec![1, 3, 4], vec![2], vec![0..109, 120..u32::MAX]).unwrap();
        let (first, later) = (cut.first_module("later.wasm").unwrap(), cut.later_module().unwrap());
        // The three, the stub of `far`, and what asks for the rest; `far`, its copy of `near`, and what says that it is there.
        assert_eq!((content(&first), content(&later)), ((5, 2), (3, 1)));
        assert!(
            first.windows(9).any(|bytes| bytes == b"constants")
                && later.windows(9).all(|bytes| bytes != b"constants")
        );
        let has = |module: &[u8], text: &[u8]| module.windows(text.len()).any(|bytes| bytes == text);
        assert!(has(&first, b"nobody") && !has(&first, b", and what") && has(&later, b", and what"));
        assert!(first.windows(10).any(|bytes| bytes == b"later.wasm"));
    }
}
