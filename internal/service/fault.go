package service

import (
	"github.com/awsfake/awsfake/control"
)

// meetFault finds the fault that decides the call, holds the call up as long as it says, and returns the error with which the
// call fails before it is executed, nil if it goes on.
func (x *exchange) meetFault() error {
	fault, until := x.Core.FaultFor(x.entry, x.op.partial != nil, x.Resource)
	if fault == nil {
		return nil
	}
	x.fault = fault
	if fault.Delay > 0 {
		if err := fault.Hold(x.r.Context(), until); err != nil {
			return err
		}
	}
	switch {
	case fault.Err == nil, x.broken() != nil, len(fault.Entries) > 0:
		return nil
	case fault.Err == control.ErrConnectionReset:
		return fault.Err
	}
	return x.words(fault.Err)
}

// broken returns the error of a fault that lets the call take effect but not its answer arrive whole, nil if there is none.
func (x *exchange) broken() error {
	if x.fault == nil {
		return nil
	}
	switch x.fault.Err {
	case control.ErrResponseLost, control.ErrResponseTruncated, control.ErrResponseCorrupted:
		return x.fault.Err
	}
	return nil
}
