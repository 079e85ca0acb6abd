//! A tile read back: for tests, and to look into tiles of others.

use crate::varint::{take, unzigzag};
use crate::write::Value;

/// Why bytes are no tile.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// The bytes end in the middle, or are no protobuf.
    #[error("the bytes are no protobuf")]
    Protobuf,
    /// A feature names a key or value that is not there.
    #[error("a feature names a key or value that is not there")]
    Tag,
    /// A geometry that is none.
    #[error("the commands of a geometry make no sense")]
    Geometry,
}

/// A layer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadLayer {
    /// Its name.
    pub name: String,
    /// Steps along one side.
    pub extent: u64,
    /// Its features.
    pub features: Vec<ReadFeature>,
}

/// A feature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadFeature {
    /// 1 points, 2 lines, 3 areas.
    pub kind: u64,
    /// Its paths: points one by one, lines, rings.
    pub paths: Vec<Vec<(i64, i64)>>,
    /// Its attributes.
    pub attributes: Vec<(String, Value)>,
}

enum Part<'a> {
    Number(u64),
    Bytes(&'a [u8]),
}

fn parts(mut bytes: &[u8]) -> Result<Vec<(u64, Part<'_>)>, ReadError> {
    let mut all = Vec::new();
    while !bytes.is_empty() {
        let head = take(&mut bytes).ok_or(ReadError::Protobuf)?;
        let part = match head & 7 {
            0 => Part::Number(take(&mut bytes).ok_or(ReadError::Protobuf)?),
            2 => Part::Bytes(chunk(&mut bytes)?),
            1 => Part::Bytes(split(&mut bytes, 8)?),
            5 => Part::Bytes(split(&mut bytes, 4)?),
            _ => return Err(ReadError::Protobuf),
        };
        all.push((head >> 3, part));
    }
    Ok(all)
}

fn chunk<'a>(bytes: &mut &'a [u8]) -> Result<&'a [u8], ReadError> {
    let length = take(bytes).ok_or(ReadError::Protobuf)?;
    split(bytes, usize::try_from(length).map_err(|_| ReadError::Protobuf)?)
}

fn split<'a>(bytes: &mut &'a [u8], length: usize) -> Result<&'a [u8], ReadError> {
    let (head, rest) = bytes.split_at_checked(length).ok_or(ReadError::Protobuf)?;
    *bytes = rest;
    Ok(head)
}

/// Reads a tile.
pub fn read(bytes: &[u8]) -> Result<Vec<ReadLayer>, ReadError> {
    let mut layers = Vec::new();
    for part in parts(bytes)? {
        if let (3, Part::Bytes(layer)) = part {
            layers.push(read_layer(layer)?);
        }
    }
    Ok(layers)
}

fn read_layer(bytes: &[u8]) -> Result<ReadLayer, ReadError> {
    let mut layer = ReadLayer { name: String::new(), extent: 4096, features: Vec::new() };
    let (mut keys, mut values, mut features) = (Vec::new(), Vec::new(), Vec::new());
    for (number, part) in parts(bytes)? {
        match (number, part) {
            (1, Part::Bytes(name)) => layer.name = String::from_utf8_lossy(name).into_owned(),
            (2, Part::Bytes(feature)) => features.push(feature),
            (3, Part::Bytes(key)) => keys.push(String::from_utf8_lossy(key).into_owned()),
            (4, Part::Bytes(value)) => values.push(read_value(value)?),
            (5, Part::Number(extent)) => layer.extent = extent,
            _ => {}
        }
    }
    for feature in features {
        layer.features.push(read_feature(feature, &keys, &values)?);
    }
    Ok(layer)
}

fn read_value(bytes: &[u8]) -> Result<Value, ReadError> {
    for (number, part) in parts(bytes)? {
        match (number, part) {
            (1, Part::Bytes(text)) => {
                return Ok(Value::Text(String::from_utf8_lossy(text).into_owned()));
            }
            (4, Part::Number(n)) => return Ok(Value::Int(n.cast_signed())),
            (5, Part::Number(n)) => return Ok(Value::Int(i64::try_from(n).unwrap_or(i64::MAX))),
            (6, Part::Number(n)) => return Ok(Value::Int(unzigzag(n))),
            (7, Part::Number(n)) => return Ok(Value::Bool(n != 0)),
            _ => {}
        }
    }
    Ok(Value::Text(String::new()))
}

fn read_feature(bytes: &[u8], keys: &[String], values: &[Value]) -> Result<ReadFeature, ReadError> {
    let mut feature = ReadFeature { kind: 0, paths: Vec::new(), attributes: Vec::new() };
    for (number, part) in parts(bytes)? {
        match (number, part) {
            (2, Part::Bytes(mut tags)) => {
                while !tags.is_empty() {
                    let mut next = || -> Option<usize> { usize::try_from(take(&mut tags)?).ok() };
                    let (key, value) = next().zip(next()).ok_or(ReadError::Protobuf)?;
                    let pair = keys.get(key).cloned().zip(values.get(value).cloned());
                    feature.attributes.push(pair.ok_or(ReadError::Tag)?);
                }
            }
            (3, Part::Number(kind)) => feature.kind = kind,
            (4, Part::Bytes(drawn)) => feature.paths = read_paths(drawn)?,
            _ => {}
        }
    }
    Ok(feature)
}

fn read_paths(mut bytes: &[u8]) -> Result<Vec<Vec<(i64, i64)>>, ReadError> {
    let mut paths: Vec<Vec<(i64, i64)>> = Vec::new();
    let mut pen = (0i64, 0i64);
    while !bytes.is_empty() {
        let head = take(&mut bytes).ok_or(ReadError::Geometry)?;
        let (command, times) = (head & 7, head >> 3);
        if command == 7 {
            continue;
        }
        for _ in 0..times {
            let x = take(&mut bytes).ok_or(ReadError::Geometry)?;
            let y = take(&mut bytes).ok_or(ReadError::Geometry)?;
            pen = (pen.0.wrapping_add(unzigzag(x)), pen.1.wrapping_add(unzigzag(y)));
            match (command, paths.last_mut()) {
                (1, _) => paths.push(vec![pen]),
                (2, Some(path)) => path.push(pen),
                _ => return Err(ReadError::Geometry),
            }
        }
    }
    Ok(paths)
}
