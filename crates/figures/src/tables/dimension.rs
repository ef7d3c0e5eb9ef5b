//! One way to cut persons apart: categories as a tree whose root is the total.

use crate::slices::at;
use std::collections::BTreeMap;

/// Between the steps of a category inside another: `Mopti/Bandiagara`.
pub const PATH_MARK: char = '/';

/// Categories of one variable. Node 0 is the total; a node without children is a leaf.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dimension {
    name: String,
    labels: Vec<String>,
    parents: Vec<Option<usize>>,
    children: Vec<Vec<usize>>,
    leaves: Vec<usize>,
}

impl Dimension {
    /// The dimension of these categories, given by their paths (`Mopti/Bandiagara`); inner steps are made as needed.
    ///
    /// Order is that of first appearance. Empty steps are dropped.
    #[must_use]
    pub fn new<'a>(name: &str, paths: impl IntoIterator<Item = &'a str>) -> Self {
        let mut own = Self {
            name: name.to_owned(),
            labels: vec![String::new()],
            parents: vec![None],
            children: vec![Vec::new()],
            leaves: Vec::new(),
        };
        let mut known: BTreeMap<String, usize> = BTreeMap::new();
        for path in paths {
            let (mut node, mut label) = (0, String::new());
            for step in path.split(PATH_MARK).filter(|step| !step.is_empty()) {
                if !label.is_empty() {
                    label.push(PATH_MARK);
                }
                label.push_str(step);
                node = match known.get(&label) {
                    Some(node) => *node,
                    None => own.grow(node, &label),
                };
                known.insert(label.clone(), node);
            }
        }
        own.leaves = (0..own.labels.len()).filter(|node| own.children(*node).is_empty()).collect();
        own
    }

    fn grow(&mut self, parent: usize, label: &str) -> usize {
        let node = self.labels.len();
        self.labels.push(label.to_owned());
        self.parents.push(Some(parent));
        self.children.push(Vec::new());
        if let Some(children) = self.children.get_mut(parent) {
            children.push(node);
        }
        node
    }

    /// The name of the variable.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Number of nodes, the total among them.
    #[must_use]
    pub fn nodes(&self) -> usize {
        self.labels.len()
    }

    /// The path of a node; empty for the total.
    #[must_use]
    pub fn label(&self, node: usize) -> &str {
        self.labels.get(node).map_or("", String::as_str)
    }

    /// The node of a path; the total for an empty path.
    #[must_use]
    pub fn node(&self, path: &str) -> Option<usize> {
        self.labels.iter().position(|label| label == path)
    }

    /// Nodes without children.
    #[must_use]
    pub fn leaves(&self) -> &[usize] {
        &self.leaves
    }

    /// What a node is made of.
    #[must_use]
    pub fn children(&self, node: usize) -> &[usize] {
        self.children.get(node).map_or(&[], Vec::as_slice)
    }

    /// The node and everything above it, up to the total.
    pub fn up(&self, node: usize) -> impl Iterator<Item = usize> + '_ {
        std::iter::successors(Some(node), |node| at(&self.parents, *node))
    }

    /// The leaves below a node; the node itself when it is one.
    #[must_use]
    pub fn leaves_below(&self, node: usize) -> Vec<usize> {
        if self.children(node).is_empty() {
            return vec![node];
        }
        self.leaves.iter().copied().filter(|leaf| self.up(*leaf).any(|it| it == node)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_makes_the_nodes_above_it() {
        let regions = Dimension::new("region", ["Mopti/Djenné", "Mopti/Bandiagara", "Gao"]);
        assert_eq!(regions.nodes(), 5);
        let mopti = regions.node("Mopti").unwrap();
        assert_eq!(regions.leaves_below(mopti).len(), 2);
        assert_eq!(regions.leaves().len(), 3);
        let up: Vec<&str> =
            regions.up(regions.node("Mopti/Djenné").unwrap()).map(|it| regions.label(it)).collect();
        assert_eq!(up, ["Mopti/Djenné", "Mopti", ""]);
    }
}
