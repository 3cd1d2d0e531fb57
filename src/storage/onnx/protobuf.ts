/**
 * The messages of an ONNX file, as far as a network needs them, in protocol buffers. Names and numbers of their fields
 * are those of https://github.com/onnx/onnx/blob/main/onnx/onnx.proto.
 */
import { PbfWriter } from 'pbf';

export interface OnnxModel {
  readonly irVersion: number;
  readonly opset: number;
  readonly producer: string;
  readonly description: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly graph: OnnxGraph;
}

export interface OnnxGraph {
  readonly name: string;
  readonly nodes: readonly OnnxNode[];
  readonly initializers: readonly OnnxTensor[];
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
}

export interface OnnxNode {
  readonly name: string;
  readonly operator: string;
  readonly inputs: readonly string[];
  readonly output: string;
  readonly attributes: Readonly<Record<string, OnnxAttribute>>;
}

export type OnnxAttribute =
  { readonly float: number } | { readonly integer: number } | { readonly integers: readonly number[] };

/** Of 32-bit floats, row-major; four bytes each, the lowest first. */
export interface OnnxTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly bytes: Uint8Array;
}

/** A tensor of 32-bit floats that goes in or comes out. */
export interface OnnxValue {
  readonly name: string;
  /** Text names a size that may be any. */
  readonly shape: readonly (number | string)[];
  readonly description: string;
}

/** `TensorProto.DataType` and `AttributeProto.AttributeType`. */
const FLOAT_TENSOR = 1;
const FLOAT = 1;
const INTEGER = 2;
const INTEGERS = 7;

export function encodeModel(model: OnnxModel): Uint8Array<ArrayBuffer> {
  const writer = new PbfWriter();
  writeModel(model, writer);
  return new Uint8Array(writer.finish());
}

function writeModel(model: OnnxModel, writer: PbfWriter): void {
  writer.writeVarintField(1, model.irVersion);
  writer.writeStringField(2, model.producer);
  writer.writeStringField(6, model.description);
  writer.writeMessage(7, writeGraph, model.graph);
  writer.writeMessage(8, writeOpset, model.opset);
  for (const entry of Object.entries(model.metadata)) writer.writeMessage(14, writeEntry, entry);
}

function writeOpset(version: number, writer: PbfWriter): void {
  writer.writeVarintField(2, version);
}

function writeEntry([key, value]: readonly [string, string], writer: PbfWriter): void {
  writer.writeStringField(1, key);
  writer.writeStringField(2, value);
}

function writeGraph({ name, nodes, initializers, inputs, outputs }: OnnxGraph, writer: PbfWriter): void {
  for (const node of nodes) writer.writeMessage(1, writeNode, node);
  writer.writeStringField(2, name);
  for (const tensor of initializers) writer.writeMessage(5, writeTensor, tensor);
  for (const value of inputs) writer.writeMessage(11, writeValue, value);
  for (const value of outputs) writer.writeMessage(12, writeValue, value);
}

function writeNode({ name, operator, inputs, output, attributes }: OnnxNode, writer: PbfWriter): void {
  for (const input of inputs) writer.writeStringField(1, input);
  writer.writeStringField(2, output);
  writer.writeStringField(3, name);
  writer.writeStringField(4, operator);
  for (const attribute of Object.entries(attributes)) writer.writeMessage(5, writeAttribute, attribute);
}

function writeAttribute([name, value]: readonly [string, OnnxAttribute], writer: PbfWriter): void {
  writer.writeStringField(1, name);
  if ('float' in value) {
    writer.writeFloatField(2, value.float);
    writer.writeVarintField(20, FLOAT);
  } else if ('integer' in value) {
    writer.writeVarintField(3, value.integer);
    writer.writeVarintField(20, INTEGER);
  } else {
    for (const integer of value.integers) writer.writeVarintField(8, integer);
    writer.writeVarintField(20, INTEGERS);
  }
}

function writeTensor({ name, shape, bytes }: OnnxTensor, writer: PbfWriter): void {
  for (const length of shape) writer.writeVarintField(1, length);
  writer.writeVarintField(2, FLOAT_TENSOR);
  writer.writeStringField(8, name);
  writer.writeBytesField(9, bytes);
}

function writeValue({ name, shape, description }: OnnxValue, writer: PbfWriter): void {
  writer.writeStringField(1, name);
  writer.writeMessage(2, writeType, shape);
  writer.writeStringField(3, description);
}

/** `TypeProto`, which has a tensor's type as one of its cases. */
function writeType(shape: OnnxValue['shape'], writer: PbfWriter): void {
  writer.writeMessage(1, writeTensorType, shape);
}

function writeTensorType(shape: OnnxValue['shape'], writer: PbfWriter): void {
  writer.writeVarintField(1, FLOAT_TENSOR);
  writer.writeMessage(2, writeShape, shape);
}

function writeShape(shape: OnnxValue['shape'], writer: PbfWriter): void {
  for (const size of shape) writer.writeMessage(1, writeSize, size);
}

function writeSize(size: number | string, writer: PbfWriter): void {
  if (typeof size === 'number') writer.writeVarintField(1, size);
  else writer.writeStringField(2, size);
}
