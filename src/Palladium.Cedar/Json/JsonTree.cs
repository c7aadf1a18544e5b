using System.Text;
using System.Text.Json;
using Palladium.Cedar.Syntax;

namespace Palladium.Cedar.Json;

/// <summary>
/// A JSON value with the place where it stands. Unlike <see cref="JsonDocument"/> it knows places, refuses duplicate keys and lone
/// surrogates while reading, and is built without recursion, so its depth costs no stack.
/// </summary>
internal sealed class JsonTree
{
    /// <summary>A long chain of <c>&amp;&amp;</c> nests this deep in Cedar's JSON form; whoever walks deeper structures bounds himself.</summary>
    private const int MaxDepth = 40_000;

    private static readonly JsonReaderOptions Options = new() { MaxDepth = MaxDepth };

    private JsonTree(JsonTokenType kind, int offset)
    {
        Kind = kind;
        Offset = offset;
    }

    /// <summary><see cref="JsonTokenType.StartObject"/>, <see cref="JsonTokenType.StartArray"/> or the token of a plain value.</summary>
    public JsonTokenType Kind { get; }

    /// <summary>Where it starts in the text.</summary>
    public int Offset { get; }

    /// <summary>The text of a string, the digits of a number; else empty.</summary>
    public string Text { get; private init; } = "";

    /// <summary>The elements of an array.</summary>
    public List<JsonTree> Items { get; } = [];

    /// <summary>The members of an object in the order of the text; no name occurs twice.</summary>
    public List<JsonMember> Members { get; } = [];

    public bool IsObject => Kind == JsonTokenType.StartObject;

    public bool IsArray => Kind == JsonTokenType.StartArray;

    public bool IsString => Kind == JsonTokenType.String;

    /// <summary>What stands there, for messages.</summary>
    public string Description => Kind switch
    {
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "an array",
        JsonTokenType.String => "a string",
        JsonTokenType.Number => "a number",
        JsonTokenType.Null => "null",
        _ => "a bool",
    };

    /// <exception cref="SyntaxException">The text is no JSON.</exception>
    public static JsonTree Parse(string text)
    {
        if (CedarText.LoneSurrogate(text) is var lone and >= 0)
        {
            throw new SyntaxException(lone, "half a surrogate pair is no character");
        }

        var bytes = Encoding.UTF8.GetBytes(text);
        var places = new Places(text, bytes);
        var reader = new Utf8JsonReader(bytes, Options);
        try
        {
            return Read(ref reader, places);
        }
        catch (JsonException e)
        {
            throw new SyntaxException(places.Of(e), "this is no JSON: " + Brief(e.Message));
        }
    }

    /// <summary>The member of this name, or null.</summary>
    public JsonTree? Find(string name)
    {
        foreach (var member in Members)
        {
            if (member.Name == name)
            {
                return member.Value;
            }
        }

        return null;
    }

    /// <exception cref="SyntaxException">This is no object, or has no such member.</exception>
    public JsonTree Require(string name) =>
        RequireObject().Find(name) ?? throw new SyntaxException(Offset, $"expected the member '{name}'");

    /// <exception cref="SyntaxException">This is no object.</exception>
    public JsonTree RequireObject(string what = "an object") => IsObject ? this : throw Unexpected(what);

    /// <exception cref="SyntaxException">This is no array.</exception>
    public List<JsonTree> RequireArray(string what = "an array") => IsArray ? Items : throw Unexpected(what);

    /// <exception cref="SyntaxException">This is no string.</exception>
    public string RequireString(string what = "a string") => IsString ? Text : throw Unexpected(what);

    /// <exception cref="SyntaxException">This is no object, or has other members than these.</exception>
    public void AllowOnly(params ReadOnlySpan<string> names)
    {
        foreach (var member in RequireObject().Members)
        {
            if (!names.Contains(member.Name))
            {
                throw new SyntaxException(member.Offset, $"unknown member '{member.Name}'; expected {string.Join(", ", names!)}");
            }
        }
    }

    public SyntaxException Unexpected(string expected) => new(Offset, $"expected {expected}, found {Description}");

    private static JsonTree Read(ref Utf8JsonReader reader, Places places)
    {
        var open = new Stack<(JsonTree Tree, HashSet<string>? Names)>();
        JsonTree? root = null;
        var member = (Name: "", Offset: 0);
        while (reader.Read())
        {
            var offset = places.At((int)reader.TokenStartIndex);
            switch (reader.TokenType)
            {
                case JsonTokenType.EndObject or JsonTokenType.EndArray:
                    open.Pop();
                    continue;
                case JsonTokenType.PropertyName:
                    member = (String(ref reader, offset), offset);
                    if (!open.Peek().Names!.Add(member.Name))
                    {
                        throw new SyntaxException(offset, $"the member '{member.Name}' is given twice");
                    }

                    continue;
                default:
                    break;
            }

            var tree = new JsonTree(reader.TokenType, offset)
            {
                Text = reader.TokenType switch
                {
                    JsonTokenType.String => String(ref reader, offset),
                    JsonTokenType.Number => Encoding.ASCII.GetString(reader.ValueSpan),
                    _ => "",
                },
            };
            if (!open.TryPeek(out var parent))
            {
                root = tree;
            }
            else if (parent.Tree.IsArray)
            {
                parent.Tree.Items.Add(tree);
            }
            else
            {
                parent.Tree.Members.Add(new JsonMember(member.Name, member.Offset, tree));
            }

            if (tree.IsObject || tree.IsArray)
            {
                open.Push((tree, tree.IsObject ? new HashSet<string>(StringComparer.Ordinal) : null));
            }
        }

        return root ?? throw new SyntaxException(0, "expected a JSON value, found the end of the text");
    }

    private static string String(ref Utf8JsonReader reader, int offset)
    {
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            // The one way in which System.Text.Json says that an escape makes half a surrogate pair.
            throw new SyntaxException(offset, "an escape in this string makes half a surrogate pair, which is no character");
        }
    }

    // The message ends with a place in bytes; ours is counted in characters.
    private static string Brief(string message)
    {
        var end = message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return end < 0 ? message : message[..end];
    }

    /// <summary>Turns places in the bytes into places in the text; asked in ascending order it walks the text once.</summary>
    private sealed class Places(string text, byte[] bytes)
    {
        private readonly bool _same = text.Length == bytes.Length;
        private int _byte;
        private int _char;

        public int At(int index)
        {
            if (_same)
            {
                return index;
            }

            _char += Encoding.UTF8.GetCharCount(bytes, _byte, index - _byte);
            _byte = index;
            return _char;
        }

        public int Of(JsonException e)
        {
            var start = 0;
            for (var line = e.LineNumber ?? 0; line > 0; line--)
            {
                start = Array.IndexOf(bytes, (byte)'\n', start) + 1;
            }

            var index = (int)Math.Min(bytes.Length, start + (e.BytePositionInLine ?? 0));
            return Encoding.UTF8.GetCharCount(bytes, 0, index);
        }
    }
}

/// <summary>A member of an object.</summary>
internal readonly record struct JsonMember(string Name, int Offset, JsonTree Value);
