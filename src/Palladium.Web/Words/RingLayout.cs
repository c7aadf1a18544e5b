namespace Palladium.Web.Words;

/// <summary>Places on a ring for the members of a network: the first at the top, the others clockwise. Pure.</summary>
public static class RingLayout
{
    /// <summary>The centres of <paramref name="count"/> places in a box, and on which side of each its label goes.</summary>
    public static IReadOnlyList<RingPlace> Places(int count, double width, double height, double marginX, double marginY)
    {
        var places = new RingPlace[count];
        for (var i = 0; i < count; i++)
        {
            var angle = (2 * Math.PI * i / count) - (Math.PI / 2);
            var (sin, cos) = Math.SinCos(angle);
            places[i] = new RingPlace(
                (width / 2) + (cos * ((width / 2) - marginX)),
                (height / 2) + (sin * ((height / 2) - marginY)),
                cos > 0.2 ? LabelSide.Right : cos < -0.2 ? LabelSide.Left : sin < 0 ? LabelSide.Above : LabelSide.Below);
        }

        return places;
    }
}

/// <summary>One place on the ring.</summary>
/// <param name="X">Centre.</param>
/// <param name="Y">Centre.</param>
/// <param name="Label">Where the label goes, outside the ring.</param>
public readonly record struct RingPlace(double X, double Y, LabelSide Label);

/// <summary>On which side of its symbol a label is.</summary>
public enum LabelSide
{
    /// <summary>Over it.</summary>
    Above,

    /// <summary>At its right.</summary>
    Right,

    /// <summary>Under it.</summary>
    Below,

    /// <summary>At its left.</summary>
    Left,
}
