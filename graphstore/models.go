package graphstore

import (
	"context"
	"fmt"
)

var (
	listModels  = statement("list_models")
	countModels = statement("count_models")
)

// Model is a device model and what there is of it.
type Model struct {
	// Key is device type|manufacturer|model.
	Key              string `json:"key"`
	DeviceType       string `json:"deviceType"`
	ManufacturerID   string `json:"manufacturerId"`
	ManufacturerName string `json:"manufacturerName"`
	ModelID          string `json:"modelId"`
	Versions         int64  `json:"versions"`
	Listed           int64  `json:"listed"`
	// Devices is how many there are by the current counts: all, or a supplier's
	// own; absent to a manufacturer.
	Devices *int64 `json:"devices,omitempty"`
}

// ModelFilter selects device models; empty members let everything pass.
type ModelFilter struct {
	Manufacturer, DeviceType string
}

// params says where the search begins, too: at manufacturers, which a
// manufacturer's scope always does, or else at an index.
func (f ModelFilter) params(scope Scope) map[string]any {
	makers := []string{}
	switch {
	case f.Manufacturer != "":
		makers = append(makers, f.Manufacturer)
	case scope.Manufacturer():
		makers = scope.ManufacturerIDs()
	}
	return map[string]any{"keys": []string{}, "makers": makers, "maker": f.Manufacturer, "deviceType": f.DeviceType}
}

// Models lists at most limit device models whose key comes after the given one,
// by key, and how many match in all.
func (s *Store) Models(ctx context.Context, scope Scope, f ModelFilter, after string, limit int) ([]Model, int64, error) {
	params := f.params(scope)
	params["after"], params["limit"] = after, limit
	counted, err := s.read(ctx, scope, countModels, params)
	if err != nil {
		return nil, 0, err
	}
	found, err := s.models(ctx, scope, params)
	return found, counted[0].number("total"), err
}

// Model returns one device model; ErrNotFound if there is none in scope.
func (s *Store) Model(ctx context.Context, scope Scope, key string) (Model, error) {
	if key == "" {
		return Model{}, fmt.Errorf("device model: %w", ErrNotFound)
	}
	params := ModelFilter{}.params(scope)
	params["keys"], params["makers"], params["after"], params["limit"] = []string{key}, []string{}, "", 1
	found, err := s.models(ctx, scope, params)
	if err == nil && len(found) == 0 {
		err = fmt.Errorf("device model %s: %w", key, ErrNotFound)
	}
	if err != nil {
		return Model{}, err
	}
	return found[0], nil
}

func (s *Store) models(ctx context.Context, scope Scope, params map[string]any) ([]Model, error) {
	rows, err := s.read(ctx, scope, listModels, params)
	out := make([]Model, 0, len(rows))
	for _, r := range rows {
		m := Model{
			Key: r.text("key"), DeviceType: r.text("deviceType"), ManufacturerID: r.text("manufacturerId"), ManufacturerName: r.text("manufacturerName"),
			ModelID: r.text("modelId"), Versions: r.number("versions"), Listed: r.number("listed"),
		}
		if r.value("devices") != nil {
			devices := r.number("devices")
			m.Devices = &devices
		}
		out = append(out, m)
	}
	return out, err
}
