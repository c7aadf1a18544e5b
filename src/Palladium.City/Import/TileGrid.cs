using NetTopologySuite.Geometries;

namespace Palladium.City.Import;

/// <summary>The web map's tile pyramid (web mercator): degrees to tiles and back.</summary>
internal static class TileGrid
{
    public static Envelope Bounds(int zoom, int x, int y)
    {
        var n = Math.ScaleB(1, zoom);
        return new Envelope((x / n * 360) - 180, ((x + 1) / n * 360) - 180, Latitude(y / n), Latitude((y + 1) / n));
    }

    /// <summary>The tiles that a rectangle touches at a zoom.</summary>
    public static (int X0, int Y0, int X1, int Y1) Cover(Envelope area, int zoom)
    {
        var n = 1 << zoom;
        return (
            Clamp((area.MinX + 180) / 360 * n), Clamp(Northing(area.MaxY) * n),
            Clamp((area.MaxX + 180) / 360 * n), Clamp(Northing(area.MinY) * n));

        int Clamp(double v) => Math.Clamp((int)Math.Floor(v), 0, n - 1);
    }

    /// <summary>Degrees of longitude in one of a tile's 4096 units.</summary>
    public static double UnitDegrees(int zoom) => 360.0 / Math.ScaleB(4096, zoom);

    private static double Latitude(double northing) =>
        double.RadiansToDegrees(Math.Atan(Math.Sinh(Math.PI * (1 - (2 * northing)))));

    private static double Northing(double latitude)
    {
        var phi = double.DegreesToRadians(Math.Clamp(latitude, -85.05112878, 85.05112878));
        return (1 - (Math.Asinh(Math.Tan(phi)) / Math.PI)) / 2;
    }
}
