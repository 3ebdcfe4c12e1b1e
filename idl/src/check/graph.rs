//! Directed graphs: what depends on what, in which order to look at it, and what depends on itself.

use alloc::{collections::VecDeque, vec, vec::Vec};

use crate::source::Span;

/// An edge: to which node, and where the sources say so.
#[derive(Clone, Copy, Debug)]
pub(super) struct Edge {
    pub(super) to: usize,
    pub(super) span: Span,
}

/// Nodes that all reach each other, or one that reaches itself.
#[derive(Debug)]
pub(super) struct Knot {
    /// Every node of it.
    pub(super) members: Vec<usize>,
    /// A shortest way from its first node back to it: each node with the edge to the next.
    pub(super) cycle: Vec<(usize, Edge)>,
}

/// What a walk over a graph finds.
#[derive(Debug, Default)]
pub(super) struct Walk {
    /// Every node, after all nodes that it has edges to; within a knot that cannot hold for all.
    pub(super) order: Vec<usize>,
    /// The knots, in that order too.
    pub(super) knots: Vec<Knot>,
}

/// Walks a graph, given the edges of each node: Tarjan's algorithm with a path of its own instead of the call stack.
/// Linear in nodes and edges.
pub(super) fn walk(edges: &[Vec<Edge>]) -> Walk {
    let mut walker = Walker {
        edges,
        visited: vec![0; edges.len()],
        lowest: vec![0; edges.len()],
        knot: vec![None; edges.len()],
        waiting: Vec::new(),
        clock: 0,
        found: Walk::default(),
    };
    for node in 0..edges.len() {
        if at(&walker.visited, node) == 0 {
            walker.walk_from(node);
        }
    }
    walker.found
}

struct Walker<'e> {
    edges: &'e [Vec<Edge>],
    /// When each node was first seen, from 1; 0 before that.
    visited: Vec<usize>,
    /// The earliest waiting node that is known to be reached from each node.
    lowest: Vec<usize>,
    /// The number of the group to which each finished node belongs.
    knot: Vec<Option<usize>>,
    /// Nodes whose group is not complete.
    waiting: Vec<usize>,
    clock: usize,
    found: Walk,
}

impl Walker<'_> {
    fn walk_from(&mut self, start: usize) {
        // Each node of the path with the number of its edges that were taken.
        let mut path = vec![(start, 0)];
        self.enter(start);
        while let Some((node, taken)) = path.last_mut() {
            let node = *node;
            let Some(edge) = self.edges.get(node).and_then(|edges| edges.get(*taken)) else {
                path.pop();
                self.leave(node);
                if let Some((before, _)) = path.last() {
                    self.lower(*before, at(&self.lowest, node));
                }
                continue;
            };
            *taken += 1;
            if at(&self.visited, edge.to) == 0 {
                path.push((edge.to, 0));
                self.enter(edge.to);
            } else if self.knot.get(edge.to) == Some(&None) {
                self.lower(node, at(&self.visited, edge.to));
            }
        }
    }

    fn enter(&mut self, node: usize) {
        self.clock += 1;
        set(&mut self.visited, node, self.clock);
        set(&mut self.lowest, node, self.clock);
        self.waiting.push(node);
    }

    fn lower(&mut self, node: usize, time: usize) {
        let lowest = at(&self.lowest, node).min(time);
        set(&mut self.lowest, node, lowest);
    }

    /// All edges of a node were taken. If nothing before it is reached, the nodes that wait behind it are its group.
    fn leave(&mut self, node: usize) {
        if at(&self.lowest, node) != at(&self.visited, node) {
            return;
        }
        let begin = self.waiting.iter().rposition(|other| *other == node).unwrap_or(0);
        let mut members = self.waiting.split_off(begin);
        let number = self.visited.get(node).copied();
        for member in &members {
            set(&mut self.knot, *member, number);
        }
        self.found.order.extend(members.iter().rev());
        members.sort_unstable();
        let loops = self.edges.get(node).is_some_and(|edges| edges.iter().any(|edge| edge.to == node));
        if members.len() > 1 || loops {
            let cycle = self.cycle(&members, number);
            self.found.knots.push(Knot { members, cycle });
        }
    }

    /// A shortest way from the first member back to it, inside the group.
    fn cycle(&self, members: &[usize], number: Option<usize>) -> Vec<(usize, Edge)> {
        let Some(first) = members.first().copied() else { return Vec::new() };
        // How each member was reached: from which, by which edge.
        let place = |node: usize| members.binary_search(&node).ok();
        let mut reached: Vec<Option<(usize, Edge)>> = vec![None; members.len()];
        let mut queue = VecDeque::from([first]);
        while let Some(node) = queue.pop_front() {
            for edge in self.edges.get(node).into_iter().flatten() {
                if self.knot.get(edge.to) != Some(&number) {
                    continue;
                }
                let Some(place) = place(edge.to).and_then(|place| reached.get_mut(place)) else { continue };
                if place.is_none() {
                    *place = Some((node, *edge));
                    queue.push_back(edge.to);
                }
                if edge.to == first {
                    queue.clear();
                    break;
                }
            }
        }
        let mut cycle: Vec<(usize, Edge)> = Vec::new();
        let mut node = first;
        while let Some((from, edge)) = place(node).and_then(|place| reached.get(place).copied().flatten()) {
            cycle.push((from, edge));
            node = from;
            if node == first {
                break;
            }
        }
        cycle.reverse();
        cycle
    }
}

fn at(values: &[usize], index: usize) -> usize {
    values.get(index).copied().unwrap_or_default()
}

fn set<T>(values: &mut [T], index: usize, value: T) {
    if let Some(place) = values.get_mut(index) {
        *place = value;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edge(to: usize) -> Edge {
        Edge { to, span: Span::default() }
    }

    fn graph(edges: &[&[usize]]) -> Vec<Vec<Edge>> {
        edges.iter().map(|edges| edges.iter().map(|to| edge(*to)).collect()).collect()
    }

    fn cycles(walk: &Walk) -> Vec<Vec<usize>> {
        walk.knots.iter().map(|knot| knot.cycle.iter().map(|(node, _)| *node).collect()).collect()
    }

    #[test]
    fn orders_what_is_needed_first() {
        let walk = walk(&graph(&[&[1, 2], &[2], &[], &[0, 2]]));
        assert_eq!(walk.order, [2, 1, 0, 3]);
        assert!(walk.knots.is_empty());
    }

    #[test]
    fn finds_one_cycle_for_each_knot() {
        let found = walk(&graph(&[&[1], &[2, 0], &[1], &[3], &[0], &[6], &[7, 5], &[8], &[5]]));
        assert_eq!(cycles(&found), [vec![0, 1], vec![3], vec![5, 6]]);
        let members: Vec<_> = found.knots.iter().map(|knot| knot.members.clone()).collect();
        assert_eq!(members, [vec![0, 1, 2], vec![3], vec![5, 6, 7, 8]]);
        assert_eq!(found.order.len(), 9);
    }

    #[test]
    fn long_chains_need_no_stack() {
        let ring: Vec<Vec<Edge>> = (0..200_000).map(|node| vec![edge((node + 1) % 200_000)]).collect();
        let found = walk(&ring);
        assert_eq!(found.knots.iter().map(|knot| knot.cycle.len()).collect::<Vec<_>>(), [200_000]);
    }

    #[test]
    fn many_ways_back_are_one_knot() {
        let ladder: Vec<Vec<Edge>> =
            (0..100_000_usize).map(|node| vec![edge((node + 1) % 100_000), edge(100_000 - 1 - node)]).collect();
        assert_eq!(walk(&ladder).knots.len(), 1);
    }
}
