//! Strategy: every picture is drawn as an SVG in every theme and two sizes, and the SVG is read as text:
//! its titles are there, its marks are counted, its labels lie inside the picture and do not meet (by
//! estimated widths), no coordinate is NaN; and empty, single and non-finite data do no harm.

mod charts;
mod document;
mod network;
mod run;
