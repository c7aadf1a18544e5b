using NetTopologySuite.Algorithm.Locate;
using NetTopologySuite.Geometries;
using NetTopologySuite.Operation.Distance;
using NetTopologySuite.Operation.Linemerge;
using NetTopologySuite.Operation.Polygonize;
using NetTopologySuite.Operation.Union;

namespace Palladium.City.Import;

/// <summary>
/// Makes areas of the sea. OpenStreetMap draws only the coast; the sea is what lies to the right of it, up to the frame. Some waters
/// (the Río de la Plata) have a shore that is a member of a relation, which QA tiles do not hold: the way then carries no tag that
/// says what it is and no direction that counts. Such shores divide the frame as well, and a part without streets and houses is water.
/// </summary>
internal static class SeaBuilder
{
    /// <summary>Streets and houses a square kilometre, above which a part is land.</summary>
    private const double LandDensity = 6;

    public static Geometry? Build(MapContent content)
    {
        var coast = content.Features.Where(f => f.Shape is ILineal && f.Is("natural", "coastline")).ToList();
        var shore = coast.Count > 0 ? coast : content.Features.Where(IsBareShore).ToList();
        if (shore.Count == 0)
        {
            return null;
        }

        var factory = shore[0].Shape.Factory;

        // A little smaller than what was read, so that shores cut at the edge do cross it.
        var edge = content.Frame.Copy();
        edge.ExpandBy(-2e-6);
        var frame = factory.ToGeometry(edge);
        var lines = shore.ConvertAll(f => f.Shape.Intersection(frame)).Where(g => !g.IsEmpty).ToList();
        if (coast.Count > 0)
        {
            lines.AddRange(Closures(lines, frame.Boundary));
        }

        lines.Add(frame.Boundary);
        var polygonizer = new Polygonizer();
        polygonizer.Add(UnaryUnionOp.Union(lines));
        var faces = polygonizer.GetPolygons().Cast<Polygon>().ToList();
        var water = coast.Count > 0 ? RightOf(coast, faces) : Unsettled(faces, content.Features);
        return water.Count == 0 ? null : WithoutIslets(UnaryUnionOp.Union(water), content.Features);
    }

    /// <summary>
    /// An extract cuts its coast at its own border, inside the frame: such ends are led on to the nearest point of the frame.
    /// </summary>
    private static List<Geometry> Closures(List<Geometry> lines, Geometry boundary)
    {
        var merger = new LineMerger();
        merger.Add(lines);
        var ends = merger.GetMergedLineStrings().Cast<LineString>().Where(l => !l.IsClosed)
            .SelectMany(l => new[] { l.StartPoint, l.EndPoint })
            .GroupBy(p => p.Coordinate).Where(g => g.Count() == 1).Select(g => g.First());
        return [.. ends.Where(p => p.Distance(boundary) > 1e-9)
            .Select(p => (Geometry)boundary.Factory.CreateLineString(DistanceOp.NearestPoints(p, boundary)))];
    }

    private static bool IsBareShore(MapFeature feature) =>
        feature.Shape is LineString { IsClosed: false } or MultiLineString
        && feature.Tags.Keys.All(k => k.StartsWith("source", StringComparison.Ordinal) || k.StartsWith("note", StringComparison.Ordinal)
            || k.Contains(':', StringComparison.Ordinal) || k is "created_by" or "fixme");

    private static List<Geometry> RightOf(List<MapFeature> coast, List<Polygon> faces)
    {
        const double Aside = 2e-6;
        return [.. faces.Where(face =>
        {
            var locator = new IndexedPointInAreaLocator(face);
            var votes = 0;
            foreach (var line in coast)
            {
                for (var part = 0; part < line.Shape.NumGeometries; part++)
                {
                    var c = line.Shape.GetGeometryN(part).Coordinates;
                    for (var i = 1; i < c.Length; i++)
                    {
                        var length = c[i - 1].Distance(c[i]);
                        double x = (c[i].Y - c[i - 1].Y) / length * Aside, y = (c[i - 1].X - c[i].X) / length * Aside;
                        var middle = new Coordinate((c[i - 1].X + c[i].X) / 2, (c[i - 1].Y + c[i].Y) / 2);
                        votes += Inside(locator, face, middle.X + x, middle.Y + y) - Inside(locator, face, middle.X - x, middle.Y - y);
                    }
                }
            }

            return votes > 0;
        })];
    }

    private static List<Geometry> Unsettled(List<Polygon> faces, IReadOnlyList<MapFeature> features)
    {
        var settled = features
            .Where(f => f.Has("building") || (RoadRules.ClassOf(f) is not null && f.Shape is ILineal))
            .Select(f => f.Shape.Coordinate).ToList();
        return [.. faces.Where(face =>
        {
            var locator = new IndexedPointInAreaLocator(face);
            var count = settled.Sum(c => Inside(locator, face, c.X, c.Y));
            return count / SquareKilometres(face) < LandDensity;
        })];
    }

    private static int Inside(IndexedPointInAreaLocator locator, Polygon face, double x, double y) =>
        face.EnvelopeInternal.Contains(x, y) && locator.Locate(new Coordinate(x, y)) == Location.Interior ? 1 : 0;

    private static double SquareKilometres(Polygon face) =>
        face.Area * 111.32 * 111.32 * Math.Cos(double.DegreesToRadians(face.EnvelopeInternal.Centre.Y));

    private static Geometry WithoutIslets(Geometry sea, IReadOnlyList<MapFeature> features)
    {
        var islets = features.Where(f => f.Shape is IPolygonal && f["place"] is "islet" or "island").Select(f => f.Shape.Buffer(0)).ToList();
        return islets.Count == 0 ? sea : sea.Difference(UnaryUnionOp.Union(islets));
    }
}
