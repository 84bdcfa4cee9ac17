// Package ownconfig tests a program that loads its configuration from the environment.
//
// It is a module of its own, since the library does not depend on the SDK's config module.
package ownconfig
