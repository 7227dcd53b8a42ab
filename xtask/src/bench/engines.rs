//! The programs whose times are compared. Each answers the same questions, as JSON: `load` a matrix, do a stage
//! once (`check`), tell the `errors` of its eigenvectors, and `time` a stage.

use std::env;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use anyhow::{Context, Result, anyhow, bail, ensure};
use noise_prune_kit::webdriver::Session;
use serde_json::{Value, json};

use crate::install;
use crate::npm::Package;
use crate::project::Project;

const ML_MATRIX: Package = Package {
    name: "ml-matrix",
    version: "6.15.1",
    integrity: "sha512-DUVxsB+hsXhha9FTp6kQiy6UopxW9F7IXsbWhYVTHRfKdb0UimLYUDYqLQ1WwGPERnp8T5Usbwb47xxkAzSfOg==",
    file: "matrix.umd.js",
};

/// A package for Python.
pub struct Python {
    /// As it is imported, and its folder in the target directory.
    name: &'static str,
    /// What is installed there where the machine has none.
    wanted: &'static [&'static str],
}

pub const NUMPY: Python = Python { name: "numpy", wanted: &["numpy==2.4.6"] };
pub const SCIPY: Python = Python { name: "scipy", wanted: &["numpy==2.4.6", "scipy==1.17.1"] };

/// OpenBLAS, MKL and the like take all processors unless they are told otherwise.
pub fn threads(count: usize) -> [(&'static str, String); 3] {
    ["OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"].map(|name| (name, count.to_string()))
}

/// One column of the table.
pub struct Engine<'a> {
    pub name: String,
    way: Way<'a>,
}

enum Way<'a> {
    /// Code of the wasm module: this project's, or nalgebra's.
    Page { session: &'a Session, by: &'static str },
    /// A program of its own, a line in and a line out.
    Program { process: Child, ask: ChildStdin, answers: BufReader<ChildStdout> },
}

impl<'a> Engine<'a> {
    pub fn page(session: &'a Session, name: &str, by: &'static str) -> Self {
        Self { name: name.into(), way: Way::Page { session, by } }
    }

    pub fn ml_matrix(project: &Project) -> Result<Self> {
        let file = ML_MATRIX.fetch(project)?;
        install::ensure_program("node", "nodejs")?;
        let mut node = Command::new("node");
        node.arg(project.root.join("xtask/src/bench/ml_matrix.js")).arg(file);
        Self::program(format!("ml-matrix {}", ML_MATRIX.version), node)
    }

    /// None where there is no NumPy and none can be had.
    pub fn numpy(project: &Project) -> Result<Option<Self>> {
        let Some((python, version)) = python(project, &NUMPY) else { return Ok(None) };
        let mut command = Command::new(python);
        command.arg(project.root.join("xtask/src/bench/with_numpy.py")).envs(threads(1));
        Self::program(format!("NumPy {version}"), command).map(Some)
    }

    fn program(name: String, mut command: Command) -> Result<Self> {
        let mut process = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| format!("{name} does not start"))?;
        let ask = process.stdin.take().context("a program without input")?;
        let answers = BufReader::new(process.stdout.take().context("a program without output")?);
        Ok(Self { name, way: Way::Program { process, ask, answers } })
    }

    /// Loads the matrix of n neurons that lies in `file`; the page makes the same one by itself.
    pub fn load(&mut self, n: usize, file: &Path) -> Result<Value> {
        self.ask(json!({ "ask": "load", "n": n, "file": file }))
    }

    /// Does a stage once and gives its numbers.
    pub fn check(&mut self, stage: &str) -> Result<Vec<f64>> {
        numbers(&self.ask(json!({ "ask": "check", "stage": stage }))?)
    }

    /// Largest relative errors of its eigenpairs, and of its eigenvectors' angles.
    pub fn errors(&mut self) -> Result<Vec<f64>> {
        numbers(&self.ask(json!({ "ask": "errors" }))?)
    }

    /// Milliseconds that a call takes, over as many calls as fill `least` of them.
    pub fn time(&mut self, stage: &str, least: f64) -> Result<f64> {
        let answer = self.ask(json!({ "ask": "time", "stage": stage, "least": least }))?;
        answer.as_f64().with_context(|| format!("{}: no time for {stage}: {answer}", self.name))
    }

    fn ask(&mut self, mut question: Value) -> Result<Value> {
        let mut reply = match &mut self.way {
            Way::Page { session, by } => {
                question["by"] = (*by).into();
                session.run_async("ask(arguments[0]).then(arguments[1])", json!([question]))?
            }
            Way::Program { ask, answers, .. } => {
                writeln!(ask, "{question}").with_context(|| format!("{} has ended", self.name))?;
                let mut line = String::new();
                answers.read_line(&mut line)?;
                serde_json::from_str(&line).with_context(|| format!("{} answers {line:?}", self.name))?
            }
        };
        match reply["answer"].take() {
            Value::Null => bail!("{}, asked {question}: {}", self.name, reply["error"]),
            answer => Ok(answer),
        }
    }
}

impl Drop for Engine<'_> {
    fn drop(&mut self) {
        if let Way::Program { process, .. } = &mut self.way {
            let _ = process.kill();
            let _ = process.wait();
        }
    }
}

/// The numbers of a list.
pub fn numbers(list: &Value) -> Result<Vec<f64>> {
    let list = list.as_array().with_context(|| format!("no list: {list}"))?;
    list.iter().map(|x| x.as_f64().ok_or_else(|| anyhow!("no number: {x}"))).collect()
}

/// A Python that has a package, and the package's version: the machine's own, or one made in the target directory.
pub fn python(project: &Project, package: &Python) -> Option<(PathBuf, String)> {
    let own = PathBuf::from("python3");
    let made = project.target.join(package.name);
    let python = made.join("bin/python3");
    let version = |python: &Path| version(python, package.name);
    let found = [&own, &python].into_iter().find_map(|python| Some((python.clone(), version(python)?)));
    found.or_else(|| {
        make(&made, package).map_err(|error| eprintln!("no {}: {error:#}", package.name)).ok()?;
        let version = version(&python)?;
        Some((python, version))
    })
}

fn version(python: &Path, package: &str) -> Option<String> {
    let tell = format!("import {package}; print({package}.__version__)");
    let output = Command::new(python).args(["-c", &tell]).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().into())
}

/// Makes a Python with a package in this folder.
fn make(folder: &Path, package: &Python) -> Result<()> {
    let run = |program: &Path, arguments: &[&str]| -> Result<()> {
        let status = Command::new(program).args(arguments).status();
        let status = status.with_context(|| format!("{} does not start", program.display()))?;
        ensure!(status.success(), "`{} {}` failed", program.display(), arguments.join(" "));
        Ok(())
    };
    fs::create_dir_all(folder)?;
    let name = folder.to_str().context("the target directory's name is not UTF-8")?;
    run(Path::new("python3"), &["-m", "venv", name])?;
    run(&folder.join("bin/pip"), &[&["install", "--quiet"], package.wanted].concat())
}

/// The processor's name, as far as the system tells it.
pub fn processor() -> String {
    let info = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let name = info.lines().find_map(|line| line.strip_prefix("model name")?.split_once(':'));
    let name = name.map_or(env::consts::ARCH, |(_, name)| name.trim());
    format!("{name}, {} processors", std::thread::available_parallelism().map_or(1, usize::from))
}
