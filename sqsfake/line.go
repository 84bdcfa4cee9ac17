package sqsfake

// A line keeps elements in order. What arrives in its turn, as nearly everything does, costs O(1) to add and to take out; what
// should have come before others that are there already costs O(log n) of its like. So the cost of a call does not
// grow with the backlog of a queue.
type line[T any] struct {
	hook   func(*T) *hook[T]
	before func(a, b *T) bool // a strict order: no two elements are equal

	head, tail *T   // those that came in their turn
	late       []*T // a heap of the others
}

// A hook is the place of an element in a line. One hook will do for several lines, if the element is in one of them at a time.
type hook[T any] struct {
	prev, next *T
	late       int // 1 + the index in the heap; 0 if not there
	in         *line[T]
}

// first returns the first element, nil if there is none.
func (l *line[T]) first() *T {
	if len(l.late) > 0 && (l.head == nil || l.before(l.late[0], l.head)) {
		return l.late[0]
	}
	return l.head
}

// push adds e, which must not be in the line.
func (l *line[T]) push(e *T) {
	h := l.hook(e)
	h.in = l
	if l.tail != nil && l.before(e, l.tail) {
		l.late = append(l.late, e)
		h.late = len(l.late)
		l.up(len(l.late) - 1)
		return
	}
	if h.prev = l.tail; h.prev != nil {
		l.hook(h.prev).next = e
	} else {
		l.head = e
	}
	l.tail = e
}

// remove takes e out, if it is in the line.
func (l *line[T]) remove(e *T) {
	h := l.hook(e)
	if h.in != l {
		return
	}
	if h.late > 0 {
		l.removeLate(h.late - 1)
	} else {
		if h.prev != nil {
			l.hook(h.prev).next = h.next
		} else {
			l.head = h.next
		}
		if h.next != nil {
			l.hook(h.next).prev = h.prev
		} else {
			l.tail = h.prev
		}
	}
	*h = hook[T]{}
}

func (l *line[T]) removeLate(i int) {
	last := len(l.late) - 1
	l.swap(i, last)
	l.late[last] = nil
	l.late = l.late[:last]
	if i < last {
		l.down(i)
		l.up(i)
	}
}

func (l *line[T]) up(i int) {
	for i > 0 {
		parent := (i - 1) / 2
		if !l.before(l.late[i], l.late[parent]) {
			return
		}
		l.swap(i, parent)
		i = parent
	}
}

func (l *line[T]) down(i int) {
	for {
		child := 2*i + 1
		if child >= len(l.late) {
			return
		}
		if r := child + 1; r < len(l.late) && l.before(l.late[r], l.late[child]) {
			child = r
		}
		if !l.before(l.late[child], l.late[i]) {
			return
		}
		l.swap(i, child)
		i = child
	}
}

func (l *line[T]) swap(i, j int) {
	l.late[i], l.late[j] = l.late[j], l.late[i]
	l.hook(l.late[i]).late, l.hook(l.late[j]).late = i+1, j+1
}
