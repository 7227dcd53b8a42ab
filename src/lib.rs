pub mod network;
pub mod params;
pub mod random;
