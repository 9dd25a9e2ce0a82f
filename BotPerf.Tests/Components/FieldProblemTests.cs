using BotPerf.Web.Components.Channels;

namespace BotPerf.Tests.Components;

public sealed class FieldProblemTests
{
    [Theory]
    [InlineData("host", "host has to be the name of the mail server.", "It has to be the name of the mail server.")]
    [InlineData("host", "hostile is no name.", "hostile is no name.")]
    public void Plain_FieldNamedFirst_IsNotNamedAgain(string field, string message, string plain) =>
        Assert.Equal(plain, new FieldProblem(field, message).Plain);
}
