//! A program that knows which of its functions were called.

use anyhow::Result;
use wasm_encoder::reencode::{Error, Reencode, utils};
use wasm_encoder::{
    CodeSection, ConstExpr, ExportKind, ExportSection, Function, GlobalSection, GlobalType, Module, ValType,
};
use wasmparser::{ExportSectionReader, FunctionBody, GlobalSectionReader, Parser};

use super::program::Program;

/// The program with a global for each of its functions, exported under the function's index, which is 1 when the
/// function was called.
pub fn watched(wasm: &[u8], program: &Program) -> Result<Vec<u8>> {
    let first = program.imports.len() as u32;
    let mut watch =
        Watch { first, count: program.bodies.len() as u32, globals: program.globals.count(), written: 0 };
    let mut module = Module::new();
    watch.parse_core_module(&mut module, Parser::new(0), wasm)?;
    Ok(module.finish())
}

struct Watch {
    /// The first function that is not imported, and how many there are.
    first: u32,
    count: u32,
    /// The program's own globals.
    globals: u32,
    /// Functions that are written.
    written: u32,
}

impl Reencode for Watch {
    type Error = std::convert::Infallible;

    fn parse_global_section(
        &mut self,
        globals: &mut GlobalSection,
        section: GlobalSectionReader,
    ) -> Result<(), Error> {
        utils::parse_global_section(self, globals, section)?;
        for _ in 0..self.count {
            let flag = GlobalType { val_type: ValType::I32, mutable: true, shared: false };
            globals.global(flag, &ConstExpr::i32_const(0));
        }
        Ok(())
    }

    fn parse_export_section(
        &mut self,
        exports: &mut ExportSection,
        section: ExportSectionReader,
    ) -> Result<(), Error> {
        utils::parse_export_section(self, exports, section)?;
        for number in 0..self.count {
            exports.export(&(self.first + number).to_string(), ExportKind::Global, self.globals + number);
        }
        Ok(())
    }

    fn parse_function_body(&mut self, code: &mut CodeSection, body: FunctionBody) -> Result<(), Error> {
        let mut watched: Function = self.new_function_with_parsed_locals(&body)?;
        watched.instructions().i32_const(1).global_set(self.globals + self.written);
        let mut operators = body.get_operators_reader()?;
        while !operators.eof() {
            watched.instruction(&self.parse_instruction(&mut operators)?);
        }
        code.function(&watched);
        self.written += 1;
        Ok(())
    }
}
