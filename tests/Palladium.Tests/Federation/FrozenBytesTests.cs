using System.Text;
using System.Text.Json.Nodes;
using Palladium.Federation.Charter;
using Palladium.Federation.Release;

namespace Palladium.Tests.Federation;

public sealed class FrozenBytesTests
{
    [Fact]
    public void The_charter_keeps_its_bytes_and_hash()
    {
        var vector = Read("charter.json");

        var charter = NetworkCharter.Parse(Encoding.UTF8.GetBytes(vector["bytes"]!.GetValue<string>())).Value;

        Assert.Equal(vector["bytes"]!.GetValue<string>(), Encoding.UTF8.GetString(charter.ToCanonicalBytes()));
        Assert.Equal(vector["hash"]!.GetValue<string>(), charter.Hash());
    }

    [Fact]
    public void The_receipt_keeps_its_bytes_and_the_release_is_read_as_before()
    {
        var receipt = Read("receipt.json")["bytes"]!.GetValue<string>();
        Assert.Equal(receipt, Encoding.UTF8.GetString(ReceiptBody.Parse(Encoding.UTF8.GetBytes(receipt)).Value.ToCanonicalBytes()));

        var release = ReleaseBody.Parse(Encoding.UTF8.GetBytes(Read("release.json")["bytes"]!.GetValue<string>())).Value;
        Assert.Equal(("police", "must-know", 17L), (release.To.Name, release.Rule, release.Item!.Index));
    }

    private static JsonNode Read(string name)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Palladium.slnx")))
        {
            folder = folder.Parent!;
        }

        return JsonNode.Parse(File.ReadAllText(Path.Combine(folder.FullName, "docs", "spec", "vectors", name)))!;
    }
}
