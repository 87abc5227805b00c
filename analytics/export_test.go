package analytics

// Bind is Rule.bind, for tests outside the package.
var Bind = Rule.bind
