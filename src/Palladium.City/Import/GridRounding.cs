using NetTopologySuite.Geometries;

namespace Palladium.City.Import;

/// <summary>Rounds to 1e-7 degrees, OpenStreetMap's own precision, so that what met before meets again.</summary>
internal sealed class GridRounding : ICoordinateSequenceFilter
{
    public static readonly GridRounding Instance = new();

    public bool Done => false;

    public bool GeometryChanged => true;

    public void Filter(CoordinateSequence seq, int i)
    {
        seq.SetX(i, Math.Round(seq.GetX(i), 7));
        seq.SetY(i, Math.Round(seq.GetY(i), 7));
    }
}
