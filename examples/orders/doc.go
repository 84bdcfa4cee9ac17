// Package orders tests a repository on DynamoDB: conditions, expiry, retries that meet their own write, and a table in creation.
package orders
