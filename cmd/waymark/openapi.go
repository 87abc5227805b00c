package main

import (
	"fmt"

	"github.com/spf13/cobra"
	"waymark/api"
)

func newOpenAPI(c *command) *cobra.Command {
	return &cobra.Command{
		Use:     "openapi",
		Short:   "Print the OpenAPI document of the service",
		Long:    "Print the OpenAPI 3.1 document that describes /api/v1, as the service gives it at /openapi.json. No service and no database is needed.",
		Example: "  waymark openapi > openapi.json",
		Args:    none,
		RunE: func(*cobra.Command, []string) error {
			document, err := api.Document(release)
			if err != nil {
				return err //nolint:wrapcheck // worded by api
			}
			if _, err := c.stdout.Write(document); err != nil {
				return fmt.Errorf("write the answer: %w", err)
			}
			return nil
		},
	}
}
