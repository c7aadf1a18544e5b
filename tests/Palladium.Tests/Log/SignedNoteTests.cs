using System.Text;
using CsCheck;
using Palladium.Log;

namespace Palladium.Tests.Log;

public sealed class SignedNoteTests
{
    // From the documentation of Go's sumdb/note.
    private const string GoKey = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
    private const string GoVerifier = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
    private const string GoText = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";

    private const string GoNote = GoText
        + "\n— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

    [Fact]
    public void A_note_of_Gos_library_is_verified_and_signed_byte_for_byte()
    {
        using var key = NoteSigningKey.Parse(GoKey).Value!;
        var vkey = NoteVerifierKey.Parse(GoVerifier).Value!;
        Assert.Equal(GoVerifier, vkey.ToString());
        Assert.Equal(GoVerifier, key.VerifierKey.ToString());
        Assert.Equal(GoNote, new SignedNote(GoText, [key.Sign(GoText)]).ToString());
        var note = SignedNote.Parse(Encoding.UTF8.GetBytes(GoNote)).Value!;
        Assert.Equal(GoNote, note.ToString());
        Assert.Equal([vkey], note.Verify(vkey).Value!);
    }

    [Fact]
    public void Unknown_signatures_are_ignored_and_a_wrong_one_of_a_known_key_refuses_the_note()
    {
        using var key = LogSamples.Key();
        using var other = NoteSigningKey.Generate("other.example");
        var note = new SignedNote("text\n", [other.Sign("text\n"), key.Sign("text\n")]);
        Assert.Equal([key.VerifierKey], note.Verify(key.VerifierKey).Value!);
        Assert.Equal(2, note.Verify(key.VerifierKey, other.VerifierKey).Value!.Length);
        var wrong = new SignedNote("text\n", [other.Sign("other\n"), key.Sign("text\n")]);
        Assert.NotNull(wrong.Verify(key.VerifierKey).Value);
        Assert.Equal("note.signature", wrong.Verify(key.VerifierKey, other.VerifierKey).Refusal!.Field);
        Assert.Null(new SignedNote("text\n", [other.Sign("text\n")]).Verify(key.VerifierKey).Value);
    }

    [Theory]
    [InlineData("cosignature/v1")]
    [InlineData("odd.example/\uFFFD")]
    [InlineData("\U0001F98A")]
    [InlineData(null)]
    public void A_signature_of_an_unknown_key_is_ignored_whatever_name_the_specification_allows_it(string? name)
    {
        using var key = LogSamples.Key();
        var line = new NoteSignature(name ?? new string('n', 5000), 7, new byte[] { 1 });
        var note = SignedNote.Parse(new SignedNote("text\n", [line, key.Sign("text\n"), line]).ToBytes()).Value!;
        Assert.Equal(3, note.Signatures.Count);
        Assert.Equal([key.VerifierKey], note.Verify(key.VerifierKey).Value!);
    }

    [Theory]
    [InlineData("text\n\n")]
    [InlineData("text\n\n— a AAAAAQE=")]
    [InlineData("text\n— a AAAAAQE=\n")]
    [InlineData("text\n\n— a AAAAAQE=\nmore\n")]
    [InlineData("text\n\n- a AAAAAQE=\n")]
    [InlineData("text\n\n—  AAAAAQE=\n")]
    [InlineData("text\n\n— a+b AAAAAQE=\n")]
    [InlineData("text\n\n— a\u00A0b AAAAAQE=\n")]
    [InlineData("text\n\n— a AAAAAQE= x\n")]
    [InlineData("text\n\n— a AAAAAQF=\n")]
    [InlineData("text\n\n— a AAAAAQE\n")]
    [InlineData("text\n\n— a AAAAAA==\n")]
    [InlineData("te\txt\n\n— a AAAAAQE=\n")]
    [InlineData("text\r\n\n— a AAAAAQE=\n")]
    public void A_malformed_note_is_refused(string note) => Assert.NotNull(SignedNote.Parse(Encoding.UTF8.GetBytes(note)).Refusal);

    [Fact]
    public void Texts_may_have_empty_lines_and_notes_up_to_a_hundred_signatures()
    {
        var line = new NoteSignature("a", 7, new byte[] { 1 });
        var note = SignedNote.Parse("one\n\ntwo\n\n\n— a AAAABwE=\n"u8).Value!;
        Assert.Equal("one\n\ntwo\n\n", note.Text);
        Assert.Equal([line], note.Signatures);
        Assert.NotNull(SignedNote.Parse(new SignedNote("t\n", [.. Enumerable.Repeat(line, 100)]).ToBytes()).Value);
        Assert.NotNull(SignedNote.Parse(new SignedNote("t\n", [.. Enumerable.Repeat(line, 101)]).ToBytes()).Refusal);
    }

    [Theory]
    [InlineData("o\n05\n{root}\n")]
    [InlineData("o\n-5\n{root}\n")]
    [InlineData("o\n+5\n{root}\n")]
    [InlineData("o\n5 \n{root}\n")]
    [InlineData("o\n9223372036854775808\n{root}\n")]
    [InlineData("o\n5\n{root}")]
    [InlineData("o\n5\n{root}\n\n")]
    [InlineData("\n5\n{root}\n")]
    [InlineData("o\n5\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2J=\n")]
    [InlineData("o\n5\nCsUYapGGPo4dkMgIAUqom_Xajj7h2fB2MPA3j2jxq2I=\n")]
    [InlineData("o\n5\n CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n")]
    [InlineData("o\n0\n{root}\n")]
    public void A_malformed_checkpoint_is_refused(string text) =>
        Assert.NotNull(Checkpoint.Parse(text.Replace("{root}", "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=", StringComparison.Ordinal)).Refusal);

    [Fact]
    public void The_published_example_of_a_cosigned_checkpoint_has_its_key_ids_and_time()
    {
        const string Text = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";
        const string Line = "— witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==";
        var signature = NoteSignature.Parse(Line).Value!;
        Assert.Equal(Line, signature.ToString());
        Assert.Equal(72, signature.Bytes.Length);
        Assert.Equal(1679315147u, System.Buffers.Binary.BinaryPrimitives.ReadUInt64BigEndian(signature.Bytes.Span));
        Assert.Equal(Text, Checkpoint.Parse(Text).Value!.ToText());
    }

    [Fact]
    public void A_cosignature_holds_for_its_text_and_time_only()
    {
        using var witness = NoteSigningKey.Generate("w.example");
        var text = new Checkpoint(LogSamples.Origin, 3, LogSamples.NaiveRoot(3)).ToText();
        var signature = Cosignature.Create(witness, text, DateTimeOffset.FromUnixTimeSeconds(1_790_000_000));
        Assert.Equal(1_790_000_000, Cosignature.Verify(witness.CosignerKey, text, signature)!.Time);
        Assert.Null(Cosignature.Verify(witness.CosignerKey, text + "x\n", signature));
        Assert.Null(Cosignature.Verify(witness.VerifierKey, text, signature));
        var later = signature.Bytes.ToArray();
        later[7]++;
        Assert.Null(Cosignature.Verify(witness.CosignerKey, text, new NoteSignature("w.example", signature.KeyId, later)));
        Assert.NotEqual(witness.VerifierKey.KeyId, witness.CosignerKey.KeyId);
        Assert.Equal(witness.CosignerKey, NoteVerifierKey.Parse(witness.CosignerKey.ToString()).Value);
    }

    [Fact]
    public void A_key_file_is_read_back_and_only_its_owner_can_read_it()
    {
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            using var key = NoteSigningKey.Generate(LogSamples.Origin);
            key.Save(path);
            Assert.Throws<IOException>(() => key.Save(path));
            using var back = NoteSigningKey.Load(path).Value!;
            Assert.Equal(key.VerifierKey, back.VerifierKey);
            if (!OperatingSystem.IsWindows())
            {
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
            }
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void No_mutation_of_a_note_or_key_makes_the_parser_throw_or_the_signature_hold()
    {
        using var key = LogSamples.Key();
        var good = LogSamples.Note(key, 5, LogSamples.NaiveRoot(5));
        var text = Encoding.UTF8.GetBytes(SignedNote.Parse(good).Value!.Text);
        Gen.Select(Gen.Int[0, good.Length - 1], Gen.Byte, Gen.Int[0, 3], Gen.Byte.Array[0, 6]).Sample((at, with, how, more) =>
        {
            byte[] bad = how switch
            {
                0 => [.. good[..at], with, .. good[(at + 1)..]],
                1 => [.. good[..at], .. good[(at + 1)..]],
                2 => [.. good[..at], .. more, .. good[at..]],
                _ => good[..at],
            };
            var opened = SignedCheckpoint.Open(bad, LogSamples.Origin, key.VerifierKey);
            // What still opens has the signed text, to the byte: only other signature lines may differ.
            Assert.True(opened.Value is null || Encoding.UTF8.GetBytes(opened.Value.Note.Text).SequenceEqual(text));
            NoteVerifierKey.Parse(Encoding.UTF8.GetString(bad));
            using var parsed = NoteSigningKey.Parse(Encoding.UTF8.GetString(bad)).Value;
            EntryBundle.Read(bad, with);
        });
    }
}
