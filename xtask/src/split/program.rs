//! A compiled program, read into its parts.

use anyhow::{Context, Result, bail, ensure};
use rustc_demangle::demangle;
use wasmparser::{
    DataSectionReader, Element, ElementItems, ElementKind, Export, FuncType, FunctionBody,
    GlobalSectionReader, Import, KnownCustom, MemorySectionReader, Name, NameSectionReader, Operator, Parser,
    Payload, RefType, TableSectionReader, TypeRef,
};

/// The parts. A function is known by its index: imported ones come first.
pub struct Program<'a> {
    pub types: Vec<FuncType>,
    pub imports: Vec<Import<'a>>,
    /// The type of every function.
    pub functions: Vec<u32>,
    pub tables: TableSectionReader<'a>,
    pub memories: MemorySectionReader<'a>,
    pub globals: GlobalSectionReader<'a>,
    pub exports: Vec<Export<'a>>,
    /// What the table of functions holds: functions in a row, and the slot of the first.
    pub segments: Vec<(u32, Vec<u32>)>,
    /// The bodies of the functions that are not imported.
    pub bodies: Vec<FunctionBody<'a>>,
    pub data: DataSectionReader<'a>,
    /// The name of every function as it was compiled, without hashes; empty where it has none.
    pub names: Vec<String>,
}

impl<'a> Program<'a> {
    /// Reads a program with names. Fails at what the compiler and the bindings do not make today.
    pub fn read(wasm: &'a [u8]) -> Result<Self> {
        let (mut types, mut imports, mut functions, mut exports) = (vec![], vec![], vec![], vec![]);
        let (mut segments, mut bodies, mut names) = (vec![], vec![], vec![]);
        let (mut tables, mut memories, mut globals, mut data) = (None, None, None, None);
        for payload in Parser::new(0).parse_all(wasm) {
            match payload? {
                Payload::TypeSection(section) => {
                    types = section.into_iter_err_on_gc_types().collect::<Result<_, _>>()?;
                }
                Payload::ImportSection(section) => {
                    imports = section.into_imports().collect::<Result<_, _>>()?;
                    for import in &imports {
                        let TypeRef::Func(kind) = import.ty else { bail!("{} is no function", import.name) };
                        functions.push(kind);
                    }
                }
                Payload::FunctionSection(section) => {
                    for kind in section {
                        functions.push(kind?);
                    }
                }
                Payload::TableSection(section) => tables = Some(section),
                Payload::MemorySection(section) => memories = Some(section),
                Payload::GlobalSection(section) => globals = Some(section),
                Payload::ExportSection(section) => exports = section.into_iter().collect::<Result<_, _>>()?,
                Payload::ElementSection(section) => {
                    for element in section {
                        segments.push(segment(element?)?);
                    }
                }
                Payload::CodeSectionEntry(body) => bodies.push(body),
                Payload::DataSection(section) => data = Some(section),
                Payload::CustomSection(section) => {
                    if let KnownCustom::Name(section) = section.as_known() {
                        names = function_names(section, functions.len())?;
                    }
                }
                Payload::Version { .. } | Payload::CodeSectionStart { .. } | Payload::End(_) => {}
                other => bail!("a program with a part of an unknown kind: {other:?}"),
            }
        }
        ensure!(!names.is_empty(), "a program without names");
        Ok(Self {
            types,
            imports,
            functions,
            tables: tables.context("a program without a table")?,
            memories: memories.context("a program without memory")?,
            globals: globals.context("a program without globals")?,
            exports,
            segments,
            bodies,
            data: data.context("a program without data")?,
            names,
        })
    }

    /// The body of a function, unless it is imported.
    pub fn body(&self, function: u32) -> Option<&FunctionBody<'a>> {
        self.bodies.get((function as usize).checked_sub(self.imports.len())?)
    }

    /// All functions that have bodies.
    pub fn defined(&self) -> impl Iterator<Item = u32> {
        self.imports.len() as u32..self.functions.len() as u32
    }

    /// The table that has functions in it, and how many slots it has.
    pub fn table(&self) -> Result<(u32, u64)> {
        for (index, table) in (0..).zip(self.tables.clone()) {
            let kind = table?.ty;
            if kind.element_type == RefType::FUNCREF {
                return Ok((index, kind.initial));
            }
        }
        bail!("a program without a table of functions")
    }

    /// The functions that one calls directly.
    pub fn callees(&self, function: u32) -> Result<Vec<u32>> {
        let Some(body) = self.body(function) else { return Ok(vec![]) };
        let mut callees = vec![];
        for operator in body.get_operators_reader()? {
            match operator? {
                Operator::Call { function_index } => callees.push(function_index),
                Operator::RefFunc { .. } | Operator::ReturnCall { .. } | Operator::MemoryInit { .. } => {
                    bail!("an instruction that cannot be split, in {}", self.names[function as usize])
                }
                _ => {}
            }
        }
        Ok(callees)
    }
}

/// A row of functions for the table, and the slot of the first.
fn segment(element: Element) -> Result<(u32, Vec<u32>)> {
    let (ElementKind::Active { offset_expr, .. }, ElementItems::Functions(items)) =
        (element.kind, element.items)
    else {
        bail!("a row of the table of an unknown form");
    };
    let Operator::I32Const { value } = offset_expr.get_operators_reader().read()? else {
        bail!("a row of the table at no fixed slot");
    };
    Ok((value.try_into()?, items.into_iter().collect::<Result<_, _>>()?))
}

pub fn function_names(section: NameSectionReader, functions: usize) -> Result<Vec<String>> {
    let mut names = vec![String::new(); functions];
    for part in section {
        let Name::Function(map) = part? else { continue };
        for naming in map {
            let naming = naming?;
            // The bindings add words of their own.
            let (name, more) = naming.name.split_at(naming.name.find(' ').unwrap_or(naming.name.len()));
            names[naming.index as usize] = format!("{:#}{more}", demangle(name));
        }
    }
    Ok(names)
}
