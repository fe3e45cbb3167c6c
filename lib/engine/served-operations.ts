/**
 * The operations that an exported model may be made of: TensorFlow's that compute with numbers, those that layers of
 * TensorFlow.js come down to. None of them reads or writes a file, keeps a state, or calls other code.
 */
export const SERVED_OPERATIONS: ReadonlySet<string> = new Set(
  `Abs Acos Acosh Add AddN AddV2 All Any ArgMax ArgMin Asin Asinh Atan Atan2 Atanh AvgPool BatchMatMul BatchMatMulV2
  BatchToSpaceND BiasAdd BroadcastTo Cast Ceil ClipByValue Concat ConcatV2 Const Conv2D Conv2DBackpropInput Cos Cosh
  Cumprod Cumsum DepthToSpace DepthwiseConv2dNative Div Elu Equal Erf Exp ExpandDims Expm1 Fill Floor FloorDiv FloorMod
  FusedBatchNorm FusedBatchNormV3 GatherNd GatherV2 Greater GreaterEqual Identity IsFinite IsInf IsNan LeakyRelu Less
  LessEqual LinSpace Log Log1p LogSoftmax LogicalAnd LogicalNot LogicalOr LRN MatMul Max MaxPool Maximum Mean Min Minimum
  MirrorPad Mod Mul Neg NotEqual OneHot OnesLike Pack Pad PadV2 Placeholder Pow Prod Range RealDiv Reciprocal Relu Relu6
  Reshape ResizeBilinear ResizeNearestNeighbor Reverse ReverseV2 Round Rsqrt ScatterNd Select SelectV2 Selu Shape Sigmoid
  Sign Sin Sinh Slice Softmax Softplus SpaceToBatchND SpaceToDepth Split SplitV Sqrt Square SquaredDifference Squeeze
  StridedSlice Sub Sum Tan Tanh Tile TopKV2 Transpose Unpack ZerosLike`.split(/\s+/),
);
