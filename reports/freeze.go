package reports

// Freeze returns the report's data in a form that is always the same for the
// same report (JSON, members in a fixed order, those of maps sorted), and its
// SHA-256 in hex. [Thaw] reads it back.
func (p *Panel) Freeze() (data []byte, sum string, err error) { return freezePack(p) }

// Thaw reads a frozen report to the Panel. It fails on data of another schema.
func Thaw(data []byte) (*Panel, error) { return thawPack(data, &Panel{}, PanelSchema) }
