using System.Text;
using CsCheck;
using Palladium.City;
using Palladium.City.Tiles;

namespace Palladium.Tests.City;

public sealed class PmTilesTests
{
    private static readonly GeoBounds Somewhere = new(-1, -1, 1, 1);

    [Theory]
    [InlineData(0, 0, 0, 0ul)]
    [InlineData(1, 0, 0, 1ul)]
    [InlineData(1, 0, 1, 2ul)]
    [InlineData(1, 1, 1, 3ul)]
    [InlineData(1, 1, 0, 4ul)]
    [InlineData(2, 0, 0, 5ul)]
    [InlineData(12, 3423, 1763, 19078479ul)]
    public void Tiles_are_numbered_as_the_PMTiles_specification_says(int zoom, int x, int y, ulong id) =>
        Assert.Equal(id, TileId.Of(zoom, x, y));

    [Fact]
    public void Every_tile_of_a_zoom_has_its_own_number_in_the_zooms_range()
    {
        var ids = from x in Enumerable.Range(0, 32) from y in Enumerable.Range(0, 32) select TileId.Of(5, x, y);
        Assert.Equal(Enumerable.Range(341, 1024).Select(i => (ulong)i), ids.Order());
    }

    [Fact]
    public void What_is_written_is_read_and_nothing_else()
    {
        Gen.Select(Gen.Int[0, 1023], Gen.Int[0, 1023], Gen.Byte.Array[0, 40]).Array[1, 200].Sample(tiles =>
        {
            using var folder = new TemporaryFolder();
            var writer = new PmTilesWriter();
            var expected = new Dictionary<(int, int), byte[]>();
            foreach (var (x, y, bytes) in tiles)
            {
                writer.Add(10, x, y, bytes);
                expected[(x, y)] = bytes;
            }

            var path = Path.Combine(folder.Path, "a.pmtiles");
            writer.Write(path, "{}", 10, 10, Somewhere);
            using var reader = PmTilesReader.Open(path).Value;
            return expected.All(t => reader.Tile(10, t.Key.Item1, t.Key.Item2)!.SequenceEqual(t.Value))
                && Enumerable.Range(0, 32).All(i => expected.ContainsKey((i, i)) || reader.Tile(10, i, i) is null);
        }, iter: 60);
    }

    [Fact]
    public void An_archive_too_big_for_one_directory_is_read_through_its_leaves()
    {
        using var folder = new TemporaryFolder();
        var writer = new PmTilesWriter();
        var random = new Random(1);
        for (var i = 0; i < 20_000; i++)
        {
            writer.Add(12, random.Next(4096), random.Next(4096), Encoding.UTF8.GetBytes(new string('x', random.Next(200))));
        }

        writer.Add(12, 17, 4000, "here"u8.ToArray());
        var path = Path.Combine(folder.Path, "a.pmtiles");
        writer.Write(path, "{}", 12, 12, Somewhere);
        Assert.NotEqual(0ul, PmTilesHeader.Decode(File.ReadAllBytes(path))!.Leaves.Length);
        using var reader = PmTilesReader.Open(path).Value;
        Assert.Equal("here"u8.ToArray(), reader.Tile(12, 17, 4000));
    }

    [Fact]
    public void A_damaged_archive_is_refused()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "a.pmtiles");
        var writer = new PmTilesWriter();
        writer.Add(1, 0, 0, [1]);
        writer.Write(path, "{}", 1, 1, Somewhere);
        var whole = File.ReadAllBytes(path);
        foreach (var length in new[] { 0, 5, 126, 130 })
        {
            File.WriteAllBytes(path, whole[..length]);
            Assert.Equal("city.bad-tiles", PmTilesReader.Open(path).Refusal?.Rule);
        }

        whole[7] = 2;
        File.WriteAllBytes(path, whole);
        Assert.Equal("city.bad-tiles", PmTilesReader.Open(path).Refusal?.Rule);
    }
}
