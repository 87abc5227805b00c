// Package synthetic makes estates that look like a Central Products List with
// install returns, and that say of themselves that they are made up. Shapes
// follow what public update catalogues look like; no real CPL is public.
//
// Every estate carries a stated dose of each defect, and the findings that the
// three core rules must give, worked out here from the data by a plain search
// and not by the program's rules. It imports cpl alone.
package synthetic
