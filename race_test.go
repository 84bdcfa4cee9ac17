//go:build race

package awsfake_test

const raceEnabled = true
