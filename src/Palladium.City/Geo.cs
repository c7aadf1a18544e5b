using Palladium.Records.Scene;

namespace Palladium.City;

/// <summary>Directions on the earth.</summary>
internal static class Geo
{
    /// <summary>Degrees clockwise from true north, 0 up to 360, of the way from one place to another.</summary>
    public static double Bearing(GeoPoint from, GeoPoint to)
    {
        double phi1 = double.DegreesToRadians(from.Latitude), phi2 = double.DegreesToRadians(to.Latitude);
        var dLambda = double.DegreesToRadians(to.Longitude - from.Longitude);
        var y = Math.Sin(dLambda) * Math.Cos(phi2);
        var x = (Math.Cos(phi1) * Math.Sin(phi2)) - (Math.Sin(phi1) * Math.Cos(phi2) * Math.Cos(dLambda));
        return (double.RadiansToDegrees(Math.Atan2(y, x)) + 360) % 360;
    }

    /// <summary>A place on the straight way between two that are close together.</summary>
    public static GeoPoint Between(GeoPoint a, GeoPoint b, double part) =>
        new(a.Latitude + ((b.Latitude - a.Latitude) * part), a.Longitude + ((b.Longitude - a.Longitude) * part));
}
