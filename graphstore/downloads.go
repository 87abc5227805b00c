package graphstore

import (
	"context"
	"math"
)

var streamVersions = statement("stream_versions")

// wholeList is a limit that no list reaches.
const wholeList = math.MaxInt32

// EachVersion gives every version that matches to take, by CPL Entry ID, in
// constant memory. An error of take ends it. The query's text is not looked at.
func (s *Store) EachVersion(ctx context.Context, scope Scope, q VersionQuery, take func(Version) error) error {
	params := q.params(scope)
	params["model"] = q.Model
	return s.stream(ctx, scope, params, streamed{streamVersions, func(r row) error { return take(versionOf(r)) }})
}

// EachFinding gives every finding that matches to take, by rule, subject and fingerprint.
func (s *Store) EachFinding(ctx context.Context, scope Scope, f FindingFilter, take func(Finding) error) error {
	params := f.beginning(scope)
	for _, place := range []string{"sort", "afterKey", "afterRule", "afterSubject", "afterFingerprint"} {
		params[place] = ""
	}
	params["limit"], params["causes"] = wholeList, listedCauses
	return s.stream(ctx, scope, params, streamed{listFindings, func(r row) error { return take(toFinding(r)) }})
}

// EachCohort gives every cohort that matches to take, by key.
func (s *Store) EachCohort(ctx context.Context, scope Scope, f CohortFilter, take func(Cohort) error) error {
	params := f.within(scope).params()
	params["limit"] = wholeList
	list := listCohorts
	if f.Model != "" {
		list = listModelCohorts
	}
	return s.stream(ctx, scope, params, streamed{list, func(r row) error { return take(toCohort(r)) }})
}

// versionOf reads the columns of cypher/stream_versions.cypher.
func versionOf(r row) Version {
	return Version{
		EntryID: r.text("entryId"), ModelKey: r.text("modelKey"), DeviceType: r.text("deviceType"), ManufacturerID: r.text("manufacturerId"),
		ManufacturerName: r.text("manufacturerName"), ModelID: r.text("modelId"), FirmwareVersion: r.text("firmwareVersion"),
		SMETSVersion: r.text("smetsVersion"), GBCSVersion: r.text("gbcsVersion"), ImageHash: r.text("imageHash"), CPACertificate: r.text("cpaCertificate"),
		CPAExpiry: r.date("cpaExpiry"), CPARenewal: r.date("cpaRenewal"), Status: r.text("status"), Listed: r.truth("listed"), AddedOn: r.date("addedOn"),
		RemovedOn: r.date("removedOn"), EffectiveOn: r.date("effectiveOn"), RetiredOn: r.date("retiredOn"),
		Declaration: VersionDeclaration{State: r.text("declaration"), IDs: r.texts("predecessors"), Text: r.text("declarationText")},
	}
}
