using System.Text;
using CsCheck;
using Palladium.Records.Entries;

namespace Palladium.Tests.Records;

public sealed class HeaderPropertyTests
{
    private static readonly EntryKind[] Kinds = [.. EntryKinds.All.Values.OrderBy(kind => kind.Name, StringComparer.Ordinal)];

    private static readonly Gen<EntryHeader> Headers =
        from id in Gen.Byte.Array[16]
        from kind in Gen.Int[0, Kinds.Length - 1].Select(i => Kinds[i])
        from time in Gen.Long[0, 253_402_300_799]
        from audience in Gen.Enum<AudienceClass>()
        from purpose in Gen.Enum<PurposeClass>()
        from size in Gen.Int[0, 1 << 20]
        from commitment in Gen.Byte.Array[32]
        select new EntryHeader
        {
            Id = EntryId.Parse(Convert.ToHexStringLower(id)).Value,
            Kind = kind.Name,
            Time = time,
            Audience = audience,
            Purpose = purpose,
            Size = SizeBucket.For(size),
            Commitment = Convert.ToHexStringLower(commitment),
        };

    [Fact]
    public void Every_header_is_read_back_from_its_bytes() => Headers.Sample(
        header => EntryHeader.Parse(header.ToCanonicalBytes()).Accepted(out var read, out _) && read == header, iter: 2_000);

    [Fact]
    public void No_change_of_one_byte_is_read_as_the_same_header() => Gen.Select(Headers, Gen.Int[0, 10_000], Gen.Byte[1, 255]).Sample(
        (header, at, change) =>
        {
            var leaf = header.ToCanonicalBytes();
            leaf[at % leaf.Length] ^= change;
            return !EntryHeader.Parse(leaf).Accepted(out var read, out _) || read != header;
        },
        iter: 5_000);

    [Fact]
    public void No_bytes_whatever_make_the_reader_throw()
    {
        Gen.Byte.Array[0, 64].Sample(bytes => EntryHeader.Parse(bytes).Refusal is not null, iter: 10_000);
        var frozen = Encoding.UTF8.GetBytes(
            """{"audience":"members","commit":"00000000000000000000000000000000000000000000000000000000000000ff","id":"0123456789abcdef0123456789abcdef","kind":"alert","purpose":"plan","size":1024,"time":1790000000,"v":1}""");
        Gen.Select(Gen.Int[0, frozen.Length], Gen.Int[0, 20], Gen.Byte.Array[0, 20]).Sample(
            (at, cut, insert) =>
            {
                byte[] mutated = [.. frozen[..at], .. insert, .. frozen[Math.Min(frozen.Length, at + cut)..]];
                return !EntryHeader.Parse(mutated).Accepted(out var header, out _) || header.ToCanonicalBytes().AsSpan().SequenceEqual(mutated);
            },
            iter: 20_000);
    }

    [Fact]
    public void A_leaf_that_is_too_long_is_refused_before_it_is_read() =>
        Assert.Equal("header.too-long", EntryHeader.Parse(new byte[EntryHeader.MaxLeafBytes + 1]).Refusal?.Rule);

    [Theory]
    [InlineData(0, 256)]
    [InlineData(256, 256)]
    [InlineData(257, 1024)]
    [InlineData(1024, 1024)]
    [InlineData(1025, 4096)]
    [InlineData(SizeBucket.Largest, SizeBucket.Largest)]
    [InlineData((SizeBucket.Largest / 4) + 1, SizeBucket.Largest)]
    public void A_size_is_rounded_up_to_its_bucket(int bytes, int bucket) => Assert.Equal(bucket, SizeBucket.For(bytes));

    [Fact]
    public void A_bucket_holds_the_size_and_is_less_than_four_times_it() => Gen.Int[0, SizeBucket.Largest].Sample(bytes =>
    {
        var bucket = SizeBucket.For(bytes);
        return SizeBucket.IsBucket(bucket) && bucket >= bytes && (bucket == SizeBucket.Smallest || bucket < 4L * bytes);
    });

    [Fact]
    public void There_are_eleven_buckets_and_nothing_else_is_one()
    {
        Assert.Equal(11, Enumerable.Range(0, 32).Count(power => SizeBucket.IsBucket(1L << power)));
        Assert.False(SizeBucket.IsBucket(0));
        Assert.False(SizeBucket.IsBucket(-256));
        Assert.False(SizeBucket.IsBucket(257));
        Assert.Throws<ArgumentOutOfRangeException>(() => SizeBucket.For(SizeBucket.Largest + 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => SizeBucket.For(-1));
    }

    [Fact]
    public void A_commitment_opens_with_its_own_kind_salt_and_body_alone()
    {
        byte[] salt = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];
        var body = "{\"a\":1}"u8.ToArray();
        var header = Header("alert", Commitment.Compute("alert", salt, body));
        Assert.True(Commitment.Opens(header, salt, body));
        Assert.False(Commitment.Opens(header, salt, "{\"a\":2}"u8));
        Assert.False(Commitment.Opens(header with { Kind = "access" }, salt, body));
        Assert.False(Commitment.Opens(header, [.. salt[1..], 0], body));
        Assert.False(Commitment.Opens(header, salt.AsSpan(0, 31), body));
        Assert.Throws<ArgumentException>(() => Commitment.Compute("alert", new byte[31], body));
    }

    [Fact]
    public void Kind_and_body_cannot_be_shifted_into_each_other()
    {
        var salt = new byte[32];
        Assert.NotEqual(Commitment.Compute("alert", salt, "x"u8), Commitment.Compute("aler", salt, "tx"u8));
        Assert.NotEqual(Commitment.Compute("a", salt, []), Commitment.Compute("a", salt, [0]));
    }

    private static EntryHeader Header(string kind, string commitment) => new()
    {
        Id = EntryId.Fresh(),
        Kind = kind,
        Time = 0,
        Audience = AudienceClass.Own,
        Purpose = PurposeClass.Plan,
        Size = 256,
        Commitment = commitment,
    };
}
