// Package uploads tests a program that hands out upload links and lists what was uploaded, as its author would.
package uploads
