using System.Text;
using CsCheck;
using Palladium.Node.Live;
using Palladium.Records.Scene;

namespace Palladium.Tests.Node.Live;

public sealed class LiveRowTests
{
    private static readonly DateTimeOffset Noon = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Every_row_is_read_back() => Gen.Select(Gen.Double[-90, 90], Gen.Double[-180, 180], Gen.Double[-1e6, 1e6], Gen.Enum<Feed>(), Gen.String[Gen.Char['a', 'z'], 1, 64])
        .Sample((lat, lon, value, feed, id) =>
        {
            var source = new LiveRow(new LiveSource(id, "water-level", "Level", "m", "osm/w/1", lat, lon, feed, value, Noon), null);
            var unit = new LiveRow(null, new LiveUnit(id, "patrol", "Patrol 7", lat, lon, value, null, Noon, Noon, feed));
            return LiveRow.Parse(source.ToBytes()).Value == source && LiveRow.Parse(unit.ToBytes()).Value == unit
                && !source.ToBytes().Contains((byte)'\n');
        });

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("{\"source\":null,\"unit\":null}")]
    [InlineData("{\"unit\":{\"id\":\"\",\"kind\":\"patrol\",\"callsign\":\"7\",\"lat\":0,\"lon\":0,\"time\":\"2026-05-01T12:00:00Z\",\"stale\":\"2026-05-01T12:00:00Z\",\"feed\":0}}")]
    [InlineData("{\"unit\":{\"id\":\"a\",\"kind\":\"patrol\",\"callsign\":\"7\",\"lat\":91,\"lon\":0,\"time\":\"2026-05-01T12:00:00Z\",\"stale\":\"2026-05-01T12:00:00Z\",\"feed\":0}}")]
    [InlineData("{\"unit\":{\"id\":\"a\",\"kind\":\"patrol\",\"callsign\":\"7\",\"lat\":0,\"lon\":0,\"time\":\"2026-05-01T12:00:00Z\",\"stale\":\"2026-05-01T12:00:00Z\",\"feed\":9}}")]
    [InlineData("{\"unit\":{\"id\":\"a\",\"id\":\"b\",\"kind\":\"patrol\",\"callsign\":\"7\",\"lat\":0,\"lon\":0,\"time\":\"2026-05-01T12:00:00Z\",\"stale\":\"2026-05-01T12:00:00Z\",\"feed\":0}}")]
    [InlineData("{\"source\":{\"id\":\"a\",\"kind\":\"k\",\"name\":\"n\",\"unit\":\"m\",\"site\":\"\",\"lat\":1,\"lon\":null,\"feed\":0,\"value\":null,\"time\":null}}")]
    [InlineData("{\"source\":{\"id\":\"a\",\"kind\":\"k\",\"feed\":0}}")]
    [InlineData("{\"source\":{\"id\":\"a\",\"kind\":\"k\",\"name\":\"n\",\"unit\":\"m\",\"site\":\"\",\"feed\":0},\"unit\":{\"id\":\"a\",\"kind\":\"patrol\",\"callsign\":\"7\",\"lat\":0,\"lon\":0,\"time\":\"2026-05-01T12:00:00Z\",\"stale\":\"2026-05-01T12:00:00Z\",\"feed\":0}}")]
    public void A_row_with_none_or_two_things_or_with_unsound_values_is_refused(string line) =>
        Assert.Equal("lease.row", LiveRow.Parse(Encoding.UTF8.GetBytes(line)).Refusal?.Rule);

    [Fact]
    public void No_bytes_make_the_reader_throw() => Gen.Byte.Array[0, 200].Sample(bytes => LiveRow.Parse(bytes).Refusal is not null, iter: 5_000);
}
