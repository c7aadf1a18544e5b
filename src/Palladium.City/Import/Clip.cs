using NetTopologySuite.Geometries;
using NetTopologySuite.Operation.OverlayNG;

namespace Palladium.City.Import;

/// <summary>
/// Cuts shapes at a tile's edge. Much faster than a general overlay; areas may keep edges that run along the tile's edge, which
/// a renderer never shows because the box is a little larger than the tile.
/// </summary>
internal static class Clip
{
    public static IEnumerable<Geometry> ToBox(Geometry shape, Envelope box)
    {
        for (var i = 0; i < shape.NumGeometries; i++)
        {
            var part = shape.GetGeometryN(i);
            if (!box.Intersects(part.EnvelopeInternal))
            {
                continue;
            }

            if (box.Contains(part.EnvelopeInternal))
            {
                yield return part;
                continue;
            }

            foreach (var piece in part switch
            {
                Polygon polygon => Area(polygon, box),
                LineString line => Lines(line, box),
                _ => [],
            })
            {
                yield return piece;
            }
        }
    }

    private static IEnumerable<Geometry> Area(Polygon polygon, Envelope box)
    {
        var clipper = new RingClipper(box);
        if (Ring(clipper, polygon.Shell) is { } shell)
        {
            yield return polygon.Factory.CreatePolygon(shell, [.. polygon.Holes
                .Where(h => box.Intersects(h.EnvelopeInternal))
                .Select(h => Ring(clipper, h)).OfType<LinearRing>()]);
        }
    }

    private static LinearRing? Ring(RingClipper clipper, LinearRing ring) =>
        clipper.Clip(ring.Coordinates) is { Length: >= 4 } points ? ring.Factory.CreateLinearRing(points) : null;

    private static IEnumerable<Geometry> Lines(LineString line, Envelope box)
    {
        var run = new List<Coordinate>();
        var points = line.Coordinates;
        for (var i = 1; i < points.Length; i++)
        {
            if (Segment(points[i - 1], points[i], box) is not var (a, b))
            {
                continue;
            }

            if (run.Count > 0 && !run[^1].Equals2D(a))
            {
                yield return line.Factory.CreateLineString([.. run]);
                run.Clear();
            }

            if (run.Count == 0)
            {
                run.Add(a);
            }

            run.Add(b);
        }

        if (run.Count > 1)
        {
            yield return line.Factory.CreateLineString([.. run]);
        }
    }

    /// <summary>Liang and Barsky.</summary>
    private static (Coordinate A, Coordinate B)? Segment(Coordinate a, Coordinate b, Envelope box)
    {
        double dx = b.X - a.X, dy = b.Y - a.Y, from = 0, to = 1;
        if (!Cut(-dx, a.X - box.MinX) || !Cut(dx, box.MaxX - a.X) || !Cut(-dy, a.Y - box.MinY) || !Cut(dy, box.MaxY - a.Y))
        {
            return null;
        }

        return (from > 0 ? new(a.X + (from * dx), a.Y + (from * dy)) : a, to < 1 ? new(a.X + (to * dx), a.Y + (to * dy)) : b);

        bool Cut(double p, double q)
        {
            if (p == 0)
            {
                return q >= 0;
            }

            var r = q / p;
            if (p < 0)
            {
                from = Math.Max(from, r);
            }
            else
            {
                to = Math.Min(to, r);
            }

            return from <= to;
        }
    }
}
