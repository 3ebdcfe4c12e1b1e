//! Directed graphs: what depends on what, in which order to look at it, and what depends on itself.

use alloc::{vec, vec::Vec};

use crate::source::Span;

/// An edge: to which node, and where the sources say so.
#[derive(Clone, Copy, Debug)]
pub(super) struct Edge {
    pub(super) to: usize,
    pub(super) span: Span,
}

/// What a walk over a graph finds.
#[derive(Debug, Default)]
pub(super) struct Walk {
    /// Every node, after all nodes that it has edges to; in a cycle that cannot hold for all.
    pub(super) order: Vec<usize>,
    /// One cycle for each group of nodes that reach each other: the nodes in the order of the path, each with the
    /// edge to the next; the last leads back to the first.
    pub(super) cycles: Vec<Vec<(usize, Edge)>>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Mark {
    New,
    /// On the path that is walked.
    Open,
    Done,
}

/// Walks a graph, given the edges of each node. Linear in nodes and edges, and the path is a list, not the call stack.
pub(super) fn walk(edges: &[Vec<Edge>]) -> Walk {
    let mut found = Walk::default();
    let mut marks = vec![Mark::New; edges.len()];
    let mut in_cycle = vec![false; edges.len()];
    for start in 0..edges.len() {
        if marks.get(start) != Some(&Mark::New) {
            continue;
        }
        // Each node of the path with the number of its edges that were taken.
        let mut path: Vec<(usize, usize)> = vec![(start, 0)];
        set(&mut marks, start, Mark::Open);
        while let Some((node, taken)) = path.last_mut() {
            let node = *node;
            let Some(edge) = edges.get(node).and_then(|edges| edges.get(*taken)) else {
                set(&mut marks, node, Mark::Done);
                found.order.push(node);
                path.pop();
                continue;
            };
            *taken += 1;
            match marks.get(edge.to) {
                Some(Mark::New) => {
                    set(&mut marks, edge.to, Mark::Open);
                    path.push((edge.to, 0));
                }
                Some(Mark::Open) => {
                    let cycle = cycle(edges, &path, edge.to);
                    // A node that is part of a reported cycle gives one error, however many cycles it closes.
                    if !cycle.iter().any(|(node, _)| in_cycle.get(*node) == Some(&true)) {
                        for (node, _) in &cycle {
                            set(&mut in_cycle, *node, true);
                        }
                        found.cycles.push(cycle);
                    }
                }
                Some(Mark::Done) | None => {}
            }
        }
    }
    found
}

/// The end of the path that begins at `first`, each node with the edge that was taken.
fn cycle(edges: &[Vec<Edge>], path: &[(usize, usize)], first: usize) -> Vec<(usize, Edge)> {
    let begin = path.iter().rposition(|(node, _)| *node == first).unwrap_or(0);
    let steps = path.iter().skip(begin);
    steps.filter_map(|(node, taken)| Some((*node, *edges.get(*node)?.get(taken.checked_sub(1)?)?))).collect()
}

fn set<T>(values: &mut [T], index: usize, value: T) {
    if let Some(place) = values.get_mut(index) {
        *place = value;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn graph(edges: &[&[usize]]) -> Vec<Vec<Edge>> {
        let edge = |to: &usize| Edge { to: *to, span: Span::default() };
        edges.iter().map(|edges| edges.iter().map(edge).collect()).collect()
    }

    fn nodes(cycle: &[(usize, Edge)]) -> Vec<usize> {
        cycle.iter().map(|(node, _)| *node).collect()
    }

    #[test]
    fn orders_what_is_needed_first() {
        let walk = walk(&graph(&[&[1, 2], &[2], &[]]));
        assert_eq!(walk.order, [2, 1, 0]);
        assert!(walk.cycles.is_empty());
    }

    #[test]
    fn finds_one_cycle_for_each_knot() {
        let found = walk(&graph(&[&[1], &[2, 0], &[1], &[3], &[0]]));
        let cycles: Vec<_> = found.cycles.iter().map(|cycle| nodes(cycle)).collect();
        assert_eq!(cycles, [vec![1, 2], vec![3]]);
        assert_eq!(found.order.len(), 5);
    }

    #[test]
    fn long_chains_need_no_stack() {
        let edges: Vec<Vec<Edge>> =
            (0..200_000).map(|node| vec![Edge { to: (node + 1) % 200_000, span: Span::default() }]).collect();
        assert_eq!(walk(&edges).cycles.len(), 1);
    }
}
