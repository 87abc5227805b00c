// Package client speaks to a Waymark service over HTTP. [New] makes a client; each
// operation of the service is a method of it, in two forms: one gives the response as it
// came, and one with the suffix WithResponse reads it. Whatever the service refuses is a
// [Problem]; an answer that no Waymark service gives is a [ForeignError].
//
//	c, err := client.New("https://waymark.example", os.Getenv("WAYMARK_KEY"))
//	…
//	found, err := c.ListFindingsWithResponse(ctx, &client.ListFindingsParams{})
//	…
//	for _, f := range found.JSON200.Findings { … }
//
// All but [New] and the errors is made of api/openapi.json and changes with it.
package client

//go:generate go run github.com/oapi-codegen/oapi-codegen/v2/cmd/oapi-codegen@v2.8.2 -config oapi-codegen.yaml ../openapi.json
