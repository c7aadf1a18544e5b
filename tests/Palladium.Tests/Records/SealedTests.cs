using System.Reflection;
using System.Text.Json;
using Palladium.Records.Sealing;

namespace Palladium.Tests.Records;

public sealed class SealedTests
{
    private const string Secret = "canary 41d0";

    [Fact]
    public void Text_of_what_is_sealed_says_only_that_it_is()
    {
        var data = Seal.Of(Secret);
        Assert.Equal("sealed String", data.ToString());
        Assert.DoesNotContain(Secret, $"{data} {new { data }} {new Wrapper(data)}", StringComparison.Ordinal);
    }

    [Fact]
    public void No_serializer_writes_what_is_sealed()
    {
        var all = new JsonSerializerOptions { IncludeFields = true, WriteIndented = true };
        Assert.Equal("{}", JsonSerializer.Serialize(Seal.Of(Secret)));
        Assert.DoesNotContain(Secret, JsonSerializer.Serialize(new Wrapper(Seal.Of(Secret)), all), StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, JsonSerializer.Serialize<object>(new[] { Seal.Of(Secret) }, all), StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_public_leads_to_the_value()
    {
        var type = typeof(Sealed<string>);
        Assert.Empty(type.GetProperties());
        Assert.Empty(type.GetFields());
        Assert.Equal(["Equals", "GetHashCode", "GetType", "ToString"], type.GetMethods(BindingFlags.Public | BindingFlags.Instance).Select(method => method.Name).Order());
        Assert.NotEqual<object>(Seal.Of(Secret), Seal.Of(Secret));
    }

    private sealed record Wrapper(Sealed<string> Data);
}
