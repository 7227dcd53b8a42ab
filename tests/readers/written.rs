//! Strategy: what is written for people's programs, letter by letter.

use nalgebra::dmatrix;
use noise_prune::network::read::{Format, Remark, write_csv};

#[test]
fn numbers_are_written_in_their_fewest_letters() {
    let m = dmatrix![0.0, 1e-7, -0.25; 1e20, -1e-5, 123456.0; -0.0, 1e16, 9e15];
    assert_eq!(write_csv(&m, &[]), "0,1e-7,-0.25\n1e20,-0.00001,123456\n-0,1e16,9000000000000000\n");
}

#[test]
fn names_are_written_where_every_neuron_has_one_and_quoted_where_they_must() {
    let names = |names: &[&str]| names.iter().map(|name| name.to_string()).collect::<Vec<_>>();
    let m = dmatrix![1.0, 2.0; 3.0, 4.0];
    assert_eq!(write_csv(&m, &names(&["a", "b c"])), ",a,b c\na,1,2\nb c,3,4\n");
    assert_eq!(
        write_csv(&m, &names(&["a,b", "\"c\""])),
        ",\"a,b\",\"\"\"c\"\"\"\n\"a,b\",1,2\n\"\"\"c\"\"\",3,4\n"
    );
    assert_eq!(write_csv(&m, &names(&["a"])), "1,2\n3,4\n");
    assert_eq!(write_csv(&dmatrix![1.0, 2.0], &names(&["a"])), "1,2\n");
}

#[test]
fn columns_that_were_not_used_are_told_up_to_five() {
    let told =
        |count: usize| Remark::Unused { columns: (0..count).map(|k| format!("c{k}")).collect() }.to_string();
    assert_eq!(told(1), "Columns that were not used: c0.");
    assert_eq!(told(5), "Columns that were not used: c0, c1, c2, c3, c4.");
    assert_eq!(told(7), "Columns that were not used: c0, c1, c2, c3, c4, ….");
}

#[test]
fn a_format_is_named_behind_the_file() {
    let labels =
        [Format::Dense, Format::Edges { sends: true }, Format::MatrixMarket, Format::Npy, Format::Packed];
    let labels = labels.map(Format::label);
    assert_eq!(labels, [" (a table of numbers)", " (a list of synapses)", " (Matrix Market)", " (NPY)", ""]);
}
