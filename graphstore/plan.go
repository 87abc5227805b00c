package graphstore

import (
	"errors"
	"reflect"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
)

// errPlanShape says that the driver keeps plans in another shape than its version 5.28 does.
var errPlanShape = errors.New("the plan that the driver returned cannot be read: this is a mistake in Waymark")

// addOperators adds the operators of p and of all below it. It reads the driver's
// own record, since Plan.Children of driver 5.28 returns the last child over and
// over (a loop variable taken by its address), which hides every other branch.
func (plan *Plan) addOperators(p neo4j.Plan) error {
	v := reflect.ValueOf(p)
	if v.Kind() != reflect.Pointer || v.Elem().Kind() != reflect.Struct {
		return errPlanShape
	}
	record := v.Elem().FieldByName("plan")
	if record.Kind() != reflect.Pointer || record.IsNil() {
		return errPlanShape
	}
	return plan.addRecord(record.Elem())
}

func (plan *Plan) addRecord(record reflect.Value) error {
	if record.Kind() != reflect.Struct {
		return errPlanShape
	}
	operator, arguments, children := record.FieldByName("Operator"), record.FieldByName("Arguments"), record.FieldByName("Children")
	if operator.Kind() != reflect.String || arguments.Kind() != reflect.Map || children.Kind() != reflect.Slice {
		return errPlanShape
	}
	details := ""
	if d := arguments.MapIndex(reflect.ValueOf("Details")); d.IsValid() && d.Elem().Kind() == reflect.String {
		details = d.Elem().String()
	}
	plan.Operators, plan.Details = append(plan.Operators, operator.String()), append(plan.Details, details)
	for i := range children.Len() {
		if err := plan.addRecord(children.Index(i)); err != nil {
			return err
		}
	}
	return nil
}
