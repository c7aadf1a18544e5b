namespace Palladium.City.Tiles;

/// <summary>PMTiles' number of a tile: all tiles of lower zooms come first, then the Hilbert curve of this zoom.</summary>
internal static class TileId
{
    public static ulong Of(int zoom, int x, int y)
    {
        ulong first = ((1UL << (2 * zoom)) - 1) / 3;
        ulong distance = 0;
        int tx = x, ty = y;
        for (var s = (1 << zoom) >> 1; s > 0; s >>= 1)
        {
            int rx = (tx & s) > 0 ? 1 : 0, ry = (ty & s) > 0 ? 1 : 0;
            distance += (ulong)s * (ulong)s * (ulong)((3 * rx) ^ ry);
            if (ry == 0)
            {
                if (rx == 1)
                {
                    (tx, ty) = (s - 1 - (tx & (s - 1)), s - 1 - (ty & (s - 1)));
                }

                (tx, ty) = (ty, tx);
            }
        }

        return first + distance;
    }
}
