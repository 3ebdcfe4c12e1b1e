# rustc 1.95.0 (59807616e 2026-04-14)

history_read:
	push r15
	push r14
	push r13
	push r12
	push rbx
	mov eax, 1
	cmp rsi, 8
	jb .1
	lea r8, [rdi + 8]
	lea rcx, [rsi - 8]
	mov r9, qword ptr [rdi]
	mov rdx, r9
	shr rdx, 32
	je .2
	cmp r9d, 8
	setne r10b
	shr r9, 32
	cmp r9d, 17
	setae r9b
	or r9b, r10b
	jne .1
	mov r9, rdx
	shl r9, 4
	sub rcx, r9
	jb .1
	add r8, r9
	xor r12d, r12d
	xor r14d, r14d
	xor r11d, r11d
	xor r13d, r13d
	xor r10d, r10d
	xor r15d, r15d
	xor ebx, ebx
.3:
	or r14b, byte ptr [rdi + r12 + 18]
	or r11b, byte ptr [rdi + r12 + 19]
	or r13b, byte ptr [rdi + r12 + 20]
	or r10b, byte ptr [rdi + r12 + 21]
	or r15b, byte ptr [rdi + r12 + 22]
	or bl, byte ptr [rdi + r12 + 23]
	add r12, 16
	cmp r9, r12
	jne .3
	and r14b, -2
	or r11b, r13b
	or r11b, r14b
	or r10b, r15b
	or r10b, r11b
	or r10b, bl
	jne .1
	jmp .4
.2:
	test r9, r9
	jne .1
.4:
	mov r9d, ecx
	sub r9d, esi
	and r9d, 7
	je .5
	sub rcx, r9
	jae .6
.1:
.7:
	pop rbx
	pop r12
	pop r13
	pop r14
	pop r15
	ret
.6:
	sub rsi, rcx
	setb r10b
	not r10b
	cmp rsi, 8
	setae r11b
	test r10b, r11b
	jne .8
	xor esi, esi
	xor edi, edi
.9:
	or dil, byte ptr [r8 + rsi]
	inc rsi
	cmp r9, rsi
	jne .9
	test dil, dil
	jne .7
	jmp .5
.8:
	mov r8d, 127
	bsr r8, qword ptr [rdi + rsi - 8]
	xor r8d, 63
	shl r9d, 3
	cmp r8d, r9d
	jb .7
.5:
	xor eax, eax
	test rcx, rcx
	setne al
	jmp .7

history_write:
	push rbp
	push r15
	push r14
	push r13
	push r12
	push rbx
	mov rbx, qword ptr [rdx + 8]
	mov r10, qword ptr [rdx + 24]
	mov rax, rbx
	add rax, r10
	mov r11, -1
	cmovae r11, rax
	mov eax, 1
	cmp rsi, 8
	jb .1
	mov r8d, 4294967295
	cmp rsi, r8
	cmovb r8, rsi
	cmp r11, 16
	ja .2
	lea r9, [rdi + 8]
	lea rsi, [r8 - 8]
	test r11, r11
	je .3
	mov rcx, r11
	shl rcx, 4
	sub rsi, rcx
	jb .1
	add rcx, r9
	mov rax, r11
	shl rax, 32
	or rax, 8
	jmp .4
.3:
	xor eax, eax
	mov rcx, r9
	mov r9d, 1
.4:
	mov qword ptr [rdi], rax
	mov rax, qword ptr [rdx + 16]
	mov rdi, r10
	shl rdi, 4
	mov r14, r9
	test rbx, rbx
	je .5
	mov rdx, qword ptr [rdx]
	mov r15, rbx
	shl r15, 4
	add r15, rdx
	mov r12, r10
	not r12
	cmp rbx, r12
	cmovb r12, rbx
	shl r12, 4
	add r12, rdi
	xor r14d, r14d
	mov rbx, r9
.6:
	cmp r12, r14
	je .7
	lea r13, [rdx + r14]
	mov rbp, qword ptr [r13]
	mov qword ptr [rbx], rbp
	movzx ebp, word ptr [r13 + 8]
	mov word ptr [rbx + 8], bp
	movzx ebp, byte ptr [r13 + 10]
	mov byte ptr [rbx + 10], bpl
	mov dword ptr [rbx + 11], 0
	mov byte ptr [rbx + 15], 0
	add rbx, 16
	add r14, 16
	add r13, 16
	cmp r13, r15
	jne .6
	add r14, r9
.5:
	shl r11, 4
	add r9, r11
	test r10, r10
	je .8
	add rdi, rax
.9:
	cmp r14, r9
	je .7
	lea rdx, [r14 + 16]
	mov r10, qword ptr [rax]
	mov qword ptr [r14], r10
	movzx r10d, word ptr [rax + 8]
	mov word ptr [r14 + 8], r10w
	movzx r10d, byte ptr [rax + 10]
	mov byte ptr [r14 + 10], r10b
	mov dword ptr [r14 + 11], 0
	mov byte ptr [r14 + 15], 0
	add rax, 16
	mov r14, rdx
	cmp rax, rdi
	jne .9
	mov r14, rdx
.8:
	mov eax, 1
	cmp r9, r14
	jne .1
	sub r8, rsi
	mov edx, r8d
	neg edx
	and edx, 7
	je .10
	cmp rsi, 8
	jae .11
	cmp rsi, 3
	jbe .12
	mov dword ptr [rcx], 0
	mov dword ptr [rcx + rsi - 4], 0
	jmp .13
.7:
	mov eax, 1
.1:
.2:
	mov rdx, rcx
	pop rbx
	pop r12
	pop r13
	pop r14
	pop r15
	pop rbp
	ret
.11:
	mov qword ptr [rcx], 0
.13:
	cmp rsi, rdx
	jb .2
.10:
	mov ecx, r8d
	add rcx, rdx
	xor eax, eax
	jmp .2
.12:
	test rsi, rsi
	je .13
	mov byte ptr [rcx + rsi - 1], 0
	cmp rsi, 1
	je .13
	mov word ptr [rcx], 0
	jmp .13
