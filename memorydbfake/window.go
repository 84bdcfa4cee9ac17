package memorydbfake

import (
	"regexp"
	"slices"
	"strconv"
	"time"
)

// Limits of windows (API reference, CreateCluster).
const (
	minWindow    = 60 * time.Minute
	maxRetention = 35
)

var (
	maintenancePattern = regexp.MustCompile(`^(mon|tue|wed|thu|fri|sat|sun):([01][0-9]|2[0-3]):([0-5][0-9])-(mon|tue|wed|thu|fri|sat|sun):([01][0-9]|2[0-3]):([0-5][0-9])$`)
	snapshotPattern    = regexp.MustCompile(`^([01][0-9]|2[0-3]):([0-5][0-9])-([01][0-9]|2[0-3]):([0-5][0-9])$`)
	weekdays           = []string{"mon", "tue", "wed", "thu", "fri", "sat", "sun"}
)

const (
	day  = 24 * time.Hour
	week = 7 * day
)

// setMaintenance sets the weekly maintenance window, such as sun:23:00-mon:01:30, of at least an hour.
func (c *cluster) setMaintenance(window string) error {
	m := maintenancePattern.FindStringSubmatch(window)
	if m == nil {
		return invalidValue("Invalid maintenance window: %s. It must be in the format ddd:hh24:mi-ddd:hh24:mi.", window)
	}
	from := time.Duration(slices.Index(weekdays, m[1]))*day + clockTime(m[2], m[3])
	to := time.Duration(slices.Index(weekdays, m[4]))*day + clockTime(m[5], m[6])
	if length := (to - from + week) % week; length < minWindow || length > day {
		return invalidValue("Invalid maintenance window: %s. It must be between 60 minutes and 24 hours long.", window)
	}
	c.maintenanceWindow = window
	return nil
}

// setSnapshots sets the daily window of automatic snapshots, such as 05:00-09:00, and for how many days they are kept; 0 is none.
func (c *cluster) setSnapshots(window string, retention int32) error {
	m := snapshotPattern.FindStringSubmatch(window)
	if m == nil {
		return invalidValue("Invalid snapshot window: %s. It must be in the format hh24:mi-hh24:mi.", window)
	}
	if length := (clockTime(m[3], m[4]) - clockTime(m[1], m[2]) + day) % day; length < minWindow {
		return invalidValue("Invalid snapshot window: %s. It must be at least 60 minutes long.", window)
	}
	if retention < 0 || retention > maxRetention {
		return invalidValue("The snapshot retention limit must be between 0 and %d days.", maxRetention)
	}
	c.snapshotWindow, c.retention = window, retention
	return nil
}

// nextWindow returns when the snapshot window opens next.
func (c *cluster) nextWindow(now time.Time) time.Time {
	m := snapshotPattern.FindStringSubmatch(c.snapshotWindow)
	at := now.UTC().Truncate(day).Add(clockTime(m[1], m[2]))
	if !at.After(now) {
		at = at.Add(day)
	}
	return at
}

// clockTime returns the time since midnight; both texts have matched a pattern.
func clockTime(hours, minutes string) time.Duration {
	h, _ := strconv.Atoi(hours)
	m, _ := strconv.Atoi(minutes)
	return time.Duration(h)*time.Hour + time.Duration(m)*time.Minute
}
