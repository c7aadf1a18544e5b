using System.Text;
using Palladium.Records.Entries;

namespace Palladium.Tests.Records;

public sealed class EntryHeaderTests
{
    private const string Frozen =
        """{"audience":"members","commit":"00000000000000000000000000000000000000000000000000000000000000ff","id":"0123456789abcdef0123456789abcdef","kind":"alert","purpose":"plan","size":1024,"time":1790000000,"v":1}""";

    [Fact]
    public void A_header_is_written_in_its_frozen_bytes()
    {
        var header = new EntryHeader
        {
            Id = EntryId.Parse("0123456789abcdef0123456789abcdef").Value,
            Kind = EntryKinds.Alert.Name,
            Time = 1_790_000_000,
            Audience = AudienceClass.Members,
            Purpose = PurposeClass.Plan,
            Size = 1024,
            Commitment = new string('0', 62) + "ff",
        };

        Assert.Equal(Frozen, Encoding.UTF8.GetString(header.ToCanonicalBytes()));
        Assert.Equal(header, EntryHeader.Parse(Encoding.UTF8.GetBytes(Frozen)).Value);
    }

    [Theory]
    [InlineData("\"v\":1", "\"v\":2", "header.version")]
    [InlineData("\"v\":1", "\"v\":1.0", "json.not-canonical")]
    [InlineData("\"size\":1024", "\"size\":1000", "header.size")]
    [InlineData("\"kind\":\"alert\"", "\"kind\":\"Anna Lopez\"", "header.kind")]
    [InlineData("\"v\":1", "\"v\":1,\"who\":\"anna\"", "header.members")]
    [InlineData("\"purpose\":\"plan\"", "\"purpose\":\"inv\"", "header.purpose")]
    [InlineData("{\"audience\"", "{ \"audience\"", "json.not-canonical")]
    public void A_header_in_any_other_form_is_refused_with_the_rule_it_breaks(string part, string replacement, string rule)
    {
        var leaf = Encoding.UTF8.GetBytes(Frozen.Replace(part, replacement, StringComparison.Ordinal));

        Assert.Equal(rule, EntryHeader.Parse(leaf).Refusal?.Rule);
    }
}
