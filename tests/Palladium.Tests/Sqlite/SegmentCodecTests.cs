using System.Buffers;
using CsCheck;
using Palladium.Records;
using Palladium.Records.Scene;
using Palladium.Sqlite.Segments;

namespace Palladium.Tests.Sqlite;

public sealed class SegmentCodecTests
{
    private static readonly MemberId Owner = MemberId.Of("police");

    private static readonly Gen<DateTimeOffset> Times = Gen.Long[0, 4_000_000_000_000].Select(DateTimeOffset.FromUnixTimeMilliseconds);

    private static readonly Gen<Observation> Readings =
        Gen.Select(Gen.Int[0, 2].Select(i => new[] { "a", "river-1", "sensor/ü" }[i]), Times, Gen.Double, Times, (source, time, value, received) => new Observation(source, time, value, received));

    private static readonly Gen<UnitPosition> Positions = Gen.Select(
        Gen.Int[1, 2].Select(i => $"u{i}"), Times, Times, Gen.Double[-90, 90], Gen.Double[-180, 180], Gen.Double[0, 360], Gen.Bool,
        (unit, time, stale, lat, lon, heading, moves) => new UnitPosition(
            unit, Owner, "patrol", "Sierra " + unit, new GeoPoint(lat, lon), moves ? heading : null, moves ? 3.5 : null, time, stale, Feed.Exercise));

    [Fact]
    public void What_is_written_is_what_is_read() => Gen.Select(Readings.Array[0, 40], Positions.Array[0, 10]).Sample((readings, positions) =>
    {
        var bytes = new ArrayBufferWriter<byte>();
        var writer = new SegmentWriter();
        foreach (var reading in readings)
        {
            writer.Write(bytes, reading);
        }

        foreach (var position in positions)
        {
            writer.Write(bytes, position);
        }

        var (gotReadings, gotPositions) = (new List<Observation>(), new List<UnitPosition>());
        new SegmentReader(bytes.WrittenSpan, Owner).ReadAll(gotReadings.Add, gotPositions.Add);
        Assert.Equal(readings, gotReadings);
        Assert.Equal(positions, gotPositions);
    });

    [Fact]
    public void Any_other_bytes_are_refused_with_one_kind_of_error() => Gen.Byte.Array[1, 60].Sample(bytes =>
    {
        try
        {
            new SegmentReader(bytes, Owner).ReadAll(_ => { }, _ => { });
        }
        catch (Exception e) when (e is FormatException or OverflowException or ArgumentOutOfRangeException)
        {
            return;
        }
    });
}
