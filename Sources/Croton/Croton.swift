// `import Croton` is all that a model needs: each target that has a part of it is re-exported.
@_exported import Benchmarking
@_exported import Compiler
@_exported import Datasets
@_exported import Diagnostics
@_exported import Frontend
@_exported import GraphIR
@_exported import GraphPasses
@_exported import ImageFiles
@_exported import Models
@_exported import NeuralNetworks
@_exported import RandomNumbers
@_exported import RunReports
@_exported import Training

@_exported import enum Autodiff.DisconnectedParameters
@_exported import struct Storage.ArgumentElements
@_exported import struct Toolchain.FunctionCache
@_exported import struct Toolchain.SystemCheck
