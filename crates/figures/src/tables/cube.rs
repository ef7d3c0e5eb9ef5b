//! A table as a cube of nodes: every cell of every margin has a place, and knows whether it is published.

use super::dimension::Dimension;
use super::error::TableError;
use crate::slices::{at, put};

/// The most cells, margins included, one table may have.
const LIMIT: u64 = 4_000_000;

/// Counts of persons by every combination of nodes of its dimensions.
///
/// A *cell* is a number below [`Table::size`]: the nodes of its dimensions in mixed radix, the last moving fastest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    dimensions: Vec<Dimension>,
    strides: Vec<usize>,
    values: Vec<u64>,
    published: Vec<bool>,
}

impl Table {
    /// A table of zeros whose every margin is published.
    ///
    /// # Errors
    /// [`TableError::TooLarge`] above four million cells.
    pub fn new(dimensions: Vec<Dimension>) -> Result<Self, TableError> {
        let mut size: u64 = 1;
        for dimension in &dimensions {
            size = size.saturating_mul(dimension.nodes() as u64);
        }
        if size > LIMIT {
            return Err(TableError::TooLarge { cells: size, limit: LIMIT });
        }
        let mut strides = vec![1; dimensions.len()];
        let mut stride = 1;
        for (place, dimension) in dimensions.iter().enumerate().rev() {
            put(&mut strides, place, stride);
            stride *= dimension.nodes();
        }
        Ok(Self { dimensions, strides, values: vec![0; stride], published: vec![true; stride] })
    }

    /// Publishes only the margins over these sets of dimensions (by their place), each with all that is above it.
    pub fn publish_only(&mut self, sets: &[Vec<usize>]) {
        let wanted = |cell: usize| {
            sets.iter().any(|set| {
                (0..self.dimensions.len()).all(|place| set.contains(&place) || self.node(cell, place) == 0)
            })
        };
        self.published = (0..self.size()).map(wanted).collect();
    }

    /// The same shape without its persons.
    #[must_use]
    pub fn emptied(&self) -> Self {
        Self { values: vec![0; self.size()], ..self.clone() }
    }

    /// Adds persons to a leaf cell and to every cell above it.
    pub fn add(&mut self, leaf: usize, count: u64) {
        for cell in self.above(leaf) {
            let sum = self.value(cell).saturating_add(count);
            put(&mut self.values, cell, sum);
        }
    }

    /// A cell and every cell it is part of.
    #[must_use]
    pub fn above(&self, leaf: usize) -> Vec<usize> {
        let mut cells = vec![0];
        for (place, dimension) in self.dimensions.iter().enumerate() {
            let stride = at(&self.strides, place);
            let nodes: Vec<usize> = dimension.up(self.node(leaf, place)).collect();
            cells =
                cells.iter().flat_map(|cell| nodes.iter().map(move |node| cell + node * stride)).collect();
        }
        cells
    }

    /// The leaf cells a cell is the sum of.
    #[must_use]
    pub fn below(&self, cell: usize) -> Vec<usize> {
        let mut cells = vec![0];
        for (place, dimension) in self.dimensions.iter().enumerate() {
            let stride = at(&self.strides, place);
            let nodes = dimension.leaves_below(self.node(cell, place));
            cells =
                cells.iter().flat_map(|cell| nodes.iter().map(move |node| cell + node * stride)).collect();
        }
        cells
    }

    /// The cell of these nodes, one for each dimension.
    #[must_use]
    pub fn cell(&self, nodes: &[usize]) -> usize {
        nodes.iter().zip(&self.strides).map(|(node, stride)| node * stride).sum()
    }

    /// The node of a cell in a dimension.
    #[must_use]
    pub fn node(&self, cell: usize, place: usize) -> usize {
        let nodes = self.dimensions.get(place).map_or(1, Dimension::nodes);
        (cell / at(&self.strides, place).max(1)) % nodes.max(1)
    }

    /// How far apart two nodes of a dimension stand in the cube.
    pub(super) fn stride(&self, place: usize) -> usize {
        at(&self.strides, place)
    }

    /// The dimensions, in order.
    #[must_use]
    pub fn dimensions(&self) -> &[Dimension] {
        &self.dimensions
    }

    /// Number of cells, published or not.
    #[must_use]
    pub fn size(&self) -> usize {
        self.values.len()
    }

    /// Persons in a cell.
    #[must_use]
    pub fn value(&self, cell: usize) -> u64 {
        at(&self.values, cell)
    }

    /// Whether a cell is part of what is to be published.
    #[must_use]
    pub fn is_published(&self, cell: usize) -> bool {
        at(&self.published, cell)
    }

    /// Whether a cell is one of the finest.
    #[must_use]
    pub fn is_leaf(&self, cell: usize) -> bool {
        let mut places = self.dimensions.iter().enumerate();
        places.all(|(place, dimension)| dimension.children(self.node(cell, place)).is_empty())
    }

    /// Every leaf cell.
    pub fn leaves(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.size()).filter(|cell| self.is_leaf(*cell))
    }

    /// Every published cell.
    pub fn cells(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.size()).filter(|cell| self.is_published(*cell))
    }

    /// The labels of a cell, one for each dimension; empty where it is a total.
    #[must_use]
    pub fn labels(&self, cell: usize) -> Vec<&str> {
        let places = self.dimensions.iter().enumerate();
        places.map(|(place, dimension)| dimension.label(self.node(cell, place))).collect()
    }

    /// The cell as a person would name it.
    #[must_use]
    pub fn name(&self, cell: usize) -> String {
        let labels = self.labels(cell);
        let parts: Vec<&str> = labels.into_iter().filter(|label| !label.is_empty()).collect();
        if parts.is_empty() { "Total".to_owned() } else { parts.join(" · ") }
    }
}
