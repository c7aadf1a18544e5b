using NetTopologySuite.Geometries;
using NetTopologySuite.Operation.Linemerge;
using NetTopologySuite.Operation.Union;

namespace Palladium.City.Import;

/// <summary>
/// Puts objects together again that tile borders cut. Pieces of one object carry the same id; they meet at the border
/// in equal coordinates, because all are rounded to one grid.
/// </summary>
internal sealed class FeatureMerge
{
    private readonly Dictionary<string, (IReadOnlyDictionary<string, string> Tags, List<Geometry> Pieces)> _byId = [];

    public void Add(string id, IReadOnlyDictionary<string, string> tags, Geometry piece)
    {
        if (_byId.TryGetValue(id, out var known))
        {
            known.Pieces.Add(piece);
        }
        else
        {
            _byId.Add(id, (tags, [piece]));
        }
    }

    public List<MapFeature> ToFeatures() =>
        [.. _byId.Select(entry => new MapFeature(entry.Key, entry.Value.Tags, Join(entry.Value.Pieces)))];

    private static Geometry Join(List<Geometry> pieces)
    {
        if (pieces.Count == 1 || pieces[0] is Point)
        {
            return pieces[0];
        }

        if (pieces.TrueForAll(p => p is IPolygonal))
        {
            return UnaryUnionOp.Union(pieces.ConvertAll(p => p.IsValid ? p : p.Buffer(0)));
        }

        var merger = new LineMerger();
        merger.Add(pieces.Where(p => p is ILineal));
        var lines = merger.GetMergedLineStrings();
        return pieces[0].Factory.BuildGeometry(lines);
    }
}
