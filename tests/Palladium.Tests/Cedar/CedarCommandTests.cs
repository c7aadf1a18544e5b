using Palladium.Node.CommandLine;

namespace Palladium.Tests.Cedar;

public sealed class CedarCommandTests : IDisposable
{
    private const string Who = "User::\"alice\"";
    private const string What = "Action::\"view\"";
    private const string On = "Photo::\"p\"";
    private readonly string _folder = Directory.CreateTempSubdirectory("cedar").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string File(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        System.IO.File.WriteAllText(path, text);
        return path;
    }

    private static async Task<(int Code, string Output)> Run(params string[] arguments)
    {
        var output = new StringWriter();
        var code = await Commands.RunAsync(["cedar", .. arguments], output, output);
        return (code, output.ToString().ReplaceLineEndings("\n"));
    }

    [Theory]
    [InlineData("permit(principal, action, resource);", 0, "\nALLOW\n\nnote: this decision was due to the following policies:\n  policy0\n\n")]
    [InlineData("permit(principal, action, resource) when { context.x };", 2, "\nDENY\n\nerror while evaluating policy `policy0`: FILE:1:52: the record has no attribute 'x'\n\nnote: no policies applied to this request\n")]
    [InlineData("permit(principal, action, resource)", 1, "\nFILE:1:36: expected 'when', 'unless' or ';', found the end of the text\n")]
    public async Task Authorize_answers_as_Cedars_tool_does(string policies, int code, string output)
    {
        var file = File("p.cedar", policies);
        Assert.Equal((code, output.Replace("FILE", file, StringComparison.Ordinal)), await Run("authorize", "-p", file, "-l", Who, "-a", What, "-r", On, "--verbose"));
    }

    [Fact]
    public async Task A_request_that_does_not_fit_the_schema_is_an_error_unless_that_is_not_asked_for()
    {
        var policies = File("p.cedar", "permit(principal, action, resource);");
        var schema = File("s.cedarschema", "entity User, Photo; action view appliesTo { principal: Photo, resource: Photo };");
        Assert.Equal(1, (await Run("authorize", "-p", policies, "-s", schema, "-l", Who, "-a", What, "-r", On)).Code);
        Assert.Equal(0, (await Run("authorize", "-p", policies, "-s", schema, "-l", Who, "-a", What, "-r", On, "--request-validation", "false")).Code);
    }

    [Theory]
    [InlineData("1 + 2", 0, "\n3\n")]
    [InlineData("9223372036854775807 + 1", 1, "\nexpression:1:21: integer overflow")]
    public async Task Evaluate_prints_the_value(string expression, int code, string output)
    {
        var (actual, text) = await Run("evaluate", "-l", Who, "-a", What, "-r", On, expression);
        Assert.Equal(code, actual);
        Assert.StartsWith(output, text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("permit(principal, action, resource);", 0)]
    [InlineData("permit(principal, action, resource) when { principal.age };", 3)]
    [InlineData("permit(principal, action, resource) when { principal == resource };", 0)]
    [InlineData("permit(", 1)]
    public async Task Validate_tells_invalid_from_unreadable(string policies, int code)
    {
        var schema = File("s.json", """{"":{"entityTypes":{"User":{},"Photo":{}},"actions":{"view":{"appliesTo":{"principalTypes":["User"],"resourceTypes":["Photo"]}}}}}""");
        Assert.Equal(code, (await Run("validate", "-p", File("p.cedar", policies), "-s", schema, "--schema-format", "json")).Code);
    }

    [Fact]
    public async Task Format_checks_and_writes()
    {
        var file = File("p.cedar", "permit(principal,action,resource);");
        Assert.Equal((1, "permit (principal, action, resource);\n"), await Run("format", "-p", file, "--check"));
        Assert.Equal((0, ""), await Run("format", "-p", file, "--write"));
        Assert.Equal(0, (await Run("format", "-p", file, "--check")).Code);
    }

    [Fact]
    public async Task Translations_go_both_ways()
    {
        var (code, json) = await Run("translate-policy", "--direction", "cedar-to-json", "-p", File("p.cedar", "@id(\"a\") permit(principal, action, resource);"));
        Assert.Equal(0, code);
        Assert.Equal((0, "@id(\"a\")\npermit(principal, action, resource);\n"), await Run("translate-policy", "--direction", "json-to-cedar", "-p", File("p.json", json)));
        (code, json) = await Run("translate-schema", "--direction", "cedar-to-json", "-s", File("s.cedarschema", "entity A;"));
        Assert.Equal(0, code);
        Assert.Equal((0, "entity A;\n\n"), await Run("translate-schema", "--direction", "json-to-cedar", "-s", File("s.json", json)));
    }

    [Theory]
    [InlineData("1", 0)]
    [InlineData("0", 3)]
    [InlineData("-1", 2)]
    public async Task Validate_checks_how_far_policies_look(string level, int code)
    {
        var policies = File("p.cedar", "permit(principal, action, resource) when { principal.age > 1 };");
        var schema = File("s.cedarschema", "entity User { age: Long }; action view appliesTo { principal: User, resource: User };");
        Assert.Equal(code, (await Run("validate", "-p", policies, "-s", schema, "--level", level)).Code);
    }

    [Fact]
    public async Task Check_parse_says_of_each_what_is_wrong()
    {
        var (policies, schema) = (File("p.cedar", "permit("), File("s.cedarschema", "entity"));
        var (code, output) = await Run("check-parse", "-p", policies, "-s", schema, "--expression", "1 +");
        Assert.Equal((1, 3), (code, output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length));
    }

    [Fact]
    public async Task A_linked_policy_is_kept_and_decides()
    {
        var templates = File("t.cedar", "@id(\"t\") permit(principal == ?principal, action, resource);");
        var links = Path.Combine(_folder, "links.json");
        var (code, output) = await Run("link", "-p", templates, "--template-id", "t", "-n", "l", "-a", "{\"?principal\": \"User::\\\"alice\\\"\"}", "-k", links);
        Assert.Equal((0, "Template-linked policy added: @id(\"t\")\npermit(principal == User::\"alice\", action, resource);\n"), (code, output));
        Assert.Equal(0, (await Run("authorize", "-p", templates, "-k", links, "-l", Who, "-a", What, "-r", On)).Code);
        Assert.Equal(1, (await Run("link", "-p", templates, "--template-id", "u", "-n", "l", "-a", "{}")).Code);
    }

    [Theory]
    [InlineData("--expression", "1 + ", 1)]
    [InlineData("--expression", "1 + 1", 0)]
    public async Task Check_parse_reads_whatever_is_given(string option, string text, int code) => Assert.Equal(code, (await Run("check-parse", option, text)).Code);

    [Fact]
    public async Task Integration_tests_of_Cedar_are_run()
    {
        var files = Directory.GetFiles(TestData.Require("cedar/tests"), "*.json", SearchOption.AllDirectories);
        Assert.Equal((0, "22 passed, 0 failed\n"), await Run(["test", .. files]));
        var (code, output) = await Run("test", File("x.json", "{}"));
        Assert.Equal(1, code);
        Assert.EndsWith("0 passed, 1 failed\n", output, StringComparison.Ordinal);
    }
}
