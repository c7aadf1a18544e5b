using Palladium.Node.Configuration;

namespace Palladium.Tests.Node;

public sealed class NodeConfigurationTests
{
    [Fact]
    public void The_file_that_init_writes_is_accepted_and_says_what_was_asked_for()
    {
        var text = NodeConfigurationTemplate.Write("police", "police", "City \"Police\"", "montevideo", "127.0.0.1", 8081, 8444, 1884, 8088);
        var result = NodeConfigurationFile.Read(text, "/srv/police/node.toml");
        Assert.Empty(result.Problems);
        Assert.Equal("City \"Police\"", result.Value!.DisplayName);
        Assert.Equal("montevideo.palladium.invalid/police", result.Value.Origin);
        Assert.Equal((8081, 8444, 1884, 8088), (result.Value.Listen.HttpPort, result.Value.Listen.PeerPort!.Value, result.Value.Listen.MqttPort!.Value, result.Value.Listen.CotPort!.Value));
        Assert.Equal("/srv/police", result.Value.Data);
    }

    [Fact]
    public void Everything_that_is_wrong_is_said_at_once_with_file_line_and_key()
    {
        const string text = """
            name = "Police Department"
            kind = "police"
            network = "montevideo"
            colour = "blue"

            [listen]
            http_port = 99999
            address = "nowhere"

            [weather]
            x = 1

            [[sources]]
            id = "river 1"
            kind = "water-level"
            lat = -34.9
            feed = "film"
            """;
        var result = NodeConfigurationFile.Read(text, "/srv/police/node.toml");
        Assert.Null(result.Value);
        Assert.Equal(
            [(1, "name"), (4, "colour"), (7, "listen.http_port"), (8, "listen.address"), (10, "weather"), (14, "sources.id"), (16, "sources.lat"), (17, "sources.feed")],
            result.Problems.Select(problem => (problem.Line, problem.Key)));
        Assert.StartsWith("/srv/police/node.toml:4: colour: ", result.Problems[1].ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "", PasskeyRule.Offered)]
    [InlineData("public_url = \"http://police.example.org\"", "", PasskeyRule.Offered)]
    [InlineData("public_url = \"https://police.example.org\"", "", PasskeyRule.Required)]
    [InlineData("public_url = \"https://police.example.org\"", "passkeys = \"offered\"", PasskeyRule.Offered)]
    [InlineData("", "passkeys = \"required\"", PasskeyRule.Required)]
    public void Passkeys_are_required_where_the_node_is_reached_by_https_unless_the_file_says_otherwise(string listen, string people, PasskeyRule expected)
    {
        var text = $"name = \"police\"\nkind = \"police\"\nnetwork = \"montevideo\"\n[listen]\n{listen}\n[people]\n{people}\n";

        Assert.Equal(expected, NodeConfigurationFile.Read(text, "/n.toml").Value!.Passkeys);
    }

    [Fact]
    public void A_missing_key_is_named_with_an_example()
    {
        var problem = Assert.Single(NodeConfigurationFile.Read("name = \"police\"\nkind = \"police\"\n", "/n.toml").Problems);
        Assert.Equal("network", problem.Key);
        Assert.Contains("network = \"montevideo\"", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_not_toml_is_refused_with_the_line()
    {
        var result = NodeConfigurationFile.Read("name = \"police\"\nkind = = 3\n", "/n.toml");
        Assert.Contains(result.Problems, problem => problem.Line == 2);
    }
}
