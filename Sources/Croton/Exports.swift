// `import Croton` is all that a model needs.
@_exported import Datasets
@_exported import Diagnostics
@_exported import Frontend
@_exported import GraphIR
@_exported import GraphPasses
@_exported import ImageFiles
@_exported import RandomNumbers
@_exported import struct Storage.ArgumentElements
@_exported import Training
